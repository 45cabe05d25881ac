"""Which addresses have a player, and which one."""

import pytest

from richtext.embeds import FRAME_ORIGINS, find_player, is_embeddable

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"


@pytest.mark.parametrize(
    ("url", "frame", "shape"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE, "wide"),
        ("https://youtube.com/watch?feature=x&v=dQw4w9WgXcQ&t=90", YOUTUBE + "&start=90", "wide"),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=1h2m3s", YOUTUBE + "&start=3723", "wide"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", YOUTUBE, "wide"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", YOUTUBE, "tall"),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", YOUTUBE, "wide"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ", YOUTUBE, "wide"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=5", YOUTUBE + "&start=5", "wide"),
        (
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1",
            "wide",
        ),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
            "wide",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
            "wide",
        ),
        (
            "https://www.dailymotion.com/video/x5e9eog_title",
            "https://geo.dailymotion.com/player.html?video=x5e9eog",
            "wide",
        ),
        ("https://dai.ly/x5e9eog", "https://geo.dailymotion.com/player.html?video=x5e9eog", "wide"),
        (
            "https://open.spotify.com/intl-de/track/11dFghVXANMlKmJXsNCbNl?si=1",
            "https://open.spotify.com/embed/track/11dFghVXANMlKmJXsNCbNl",
            "audio",
        ),
        (
            "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M",
            "https://open.spotify.com/embed/playlist/37i9dQZF1DXcBWIGoYBM5M",
            "list",
        ),
        (
            "https://soundcloud.com/artist/the-song",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fartist%2Fthe-song"
            "&auto_play=true",
            "audio",
        ),
    ],
)
def test_known_sites_have_a_player(url, frame, shape):
    player = find_player(url)
    assert (player.frame_url, player.shape) == (frame, shape)
    assert player.frame_url.startswith(tuple(f"{origin}/" for origin in FRAME_ORIGINS))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ/extra",
        "https://www.youtube.com/@channel",
        "https://youtu.be/",
        "https://vimeo.com/channels/staffpicks",
        "https://www.dailymotion.com/",
        "https://open.spotify.com/user/x",
        "https://soundcloud.com/artist",
        "https://soundcloud.com/artist/%2e%2e",
        "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ",
        "javascript:alert(1)",
        "",
    ],
)
def test_other_addresses_have_none(url):
    assert find_player(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org", "https://example.org/a?b=c#d", "https://müller.de/"]
)
def test_pages_can_be_embedded(url):
    assert is_embeddable(url)


@pytest.mark.parametrize(
    "url",
    ["https://e.org/ x", "https://e.org/\n", 'https://e.org/"', "https://a@e.org/", "https://", "e.org"],
)
def test_what_is_no_page_cannot_be_embedded(url):
    assert not is_embeddable(url)

# Varnish 7 in front of Newsroom, with xkey of varnish-modules: copy to /etc/varnish/default.vcl, put
# your host's name in place of www.example.org, and a secret into /etc/varnish/newsroom-secret (the same
# as PURGE_VARNISH_SECRET). What is kept here, and why it is never old: docs/shared-caches.md.
vcl 4.1;

import directors;
import std;
import xkey;

# A page that Newsroom has in its memory, so that it counts as well while the database is away.
probe pages {
    .request =
        "GET /robots.txt HTTP/1.1"
        "Host: www.example.org"
        "X-Forwarded-Proto: https"
        "Connection: close";
    .interval = 2s;
    .timeout = 5s;
    .window = 5;
    .threshold = 2;
    .initial = 2;
}

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = pages;
    .connect_timeout = 2s;
    .first_byte_timeout = 75s;
}

# Several machines: a backend for each, and a line for each here. They are asked in turn, as far as they
# are well.
sub vcl_init {
    new nodes = directors.round_robin();
    nodes.add_backend(newsroom);
}

# Where Newsroom runs. The secret is asked for all the same: behind a proxy on the same machine, every
# reader comes from there.
acl newsroom_servers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    set req.backend_hint = nodes.backend();
    if (req.restarts == 0) {
        unset req.http.Page-Stale;
        unset req.http.Purged;
    }
    if (req.method == "PURGE") {
        set req.http.Wanted = regsub(std.fileread("/etc/varnish/newsroom-secret"), "\s+$", "");
        if (client.ip !~ newsroom_servers || req.http.Wanted == ""
            || req.http.Purge-Secret != req.http.Wanted) {
            return (synth(403, "Forbidden"));
        }
        set req.http.Purged = xkey.purge(req.http.Purge-Keys);
        return (synth(200, "Purged"));
    }
    if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") {
        return (synth(405, "Method not allowed"));
    }
    if (!req.http.Host) {
        return (synth(400, "Bad request"));
    }
    if (req.http.X-Forwarded-Proto != "https") {
        set req.http.X-Forwarded-Proto = "http";
    }

    # What is for one reader alone is Newsroom's to answer.
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization || req.http.Transfer-Encoding || req.http.Content-Length ~ "[1-9]") {
        return (pass);
    }
    if (req.http.Cookie ~ "(^|[;,\s])(__Host-session|session|messages)\s*=") {
        return (pass);
    }
    if (req.url ~ "^/(admin|api|health|media|search)(/|\?|$)") {
        return (pass);
    }
    unset req.http.Cookie;

    # Who came from where makes no other page. Of any other query there are endlessly many: Newsroom
    # knows those that it reads, and has their pages in its own, bounded memory.
    set req.url = regsuball(req.url,
        "([?&])(utm_[a-z_]+|mc_[ce]id|(fb|g|d|y|tt)clid|msclkid|gbraid|wbraid|_ga)=[^&]*", "\1");
    set req.url = regsub(req.url, "[?&]+$", "");
    if (req.url ~ "\?") {
        return (pass);
    }

    set req.http.Page-Encoding = "gzip";
    if (req.http.Accept-Encoding ~ "(?i)(^|[\s,])br\s*($|,|;\s*q=(1|0\.0*[1-9]))") {
        set req.http.Page-Encoding = "br";
    }
    if (req.http.Page-Stale == "none") {
        set req.grace = 0s;
    } else {
        set req.grace = 30d;
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(regsub(std.tolower(req.http.Host), ":[0-9]*$", ""));
    hash_data(req.http.X-Forwarded-Proto);
    hash_data(req.http.Page-Encoding);
    return (lookup);
}

# A page whose time is over is sent while it is fetched anew, for as long as it says (Page-Meanwhile);
# after that readers wait for the new one. While Newsroom does not answer it is sent on.
sub vcl_hit {
    if (obj.ttl >= 0s || req.http.Page-Stale == "any" || !std.healthy(req.backend_hint)) {
        return (deliver);
    }
    if (obj.ttl + std.duration(obj.http.Page-Meanwhile, 0s) >= 0s) {
        return (deliver);
    }
    set req.http.Page-Stale = "none";
    return (restart);
}

sub vcl_backend_fetch {
    if (!bereq.uncacheable && bereq.http.Page-Encoding == "br") {
        set bereq.http.Accept-Encoding = "br";
    }
    unset bereq.http.Page-Encoding;
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status >= 500) {
        # There is an old page, see vcl_synth; no trace of this answer may stand before it.
        if (bereq.is_bgfetch || bereq.http.Page-Stale == "none") {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # Its own pages, which say what makes them old.
    if (beresp.status == 200 && beresp.http.Surrogate-Key && beresp.http.Cache-Control ~ "s-maxage=[1-9]") {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
        set beresp.http.Page-Meanwhile =
            regsub(beresp.http.Cache-Control, "^.*stale-while-revalidate=([0-9]+).*$", "\1s");
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
        return (deliver);
    }
    # Files whose name changes with their content.
    if (beresp.status == 200 && bereq.url ~ "^/static/" && beresp.http.Cache-Control ~ "immutable") {
        set beresp.grace = 0s;
        return (deliver);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    return (deliver);
}

sub vcl_backend_error {
    # A machine that is gone; who only reads can ask the next one.
    if (bereq.retries < 3 && (bereq.method == "GET" || bereq.method == "HEAD")) {
        return (retry);
    }
    if (bereq.http.Page-Stale == "none") {
        return (abandon);
    }
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "varnish";
    }
    # Nobody further out can be told to drop a page.
    if (resp.http.Surrogate-Key) {
        set resp.http.Cache-Control = "public, max-age=0, must-revalidate";
        unset resp.http.Age;
    }
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    unset resp.http.xkey;
    unset resp.http.Page-Meanwhile;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    return (deliver);
}

sub vcl_synth {
    if (req.http.Page-Stale == "none") {
        set req.http.Page-Stale = "any";
        return (restart);
    }
    if (req.http.Purged) {
        set resp.http.Purged = req.http.Purged;
    }
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.body = resp.reason + {"
"};
    return (deliver);
}

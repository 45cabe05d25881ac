"""Reads what PHP's serialize() wrote: plain values only, never an object of a class.

Format: https://www.php.net/manual/en/function.serialize.php. Lengths of strings are in bytes.
"""

LARGEST = 1024 * 1024  # bytes of one serialised value
DEEPEST = 20  # arrays inside each other


def unserialize(text: str):
    """Return the value: str, int, float, bool, None, or dict for an array (its keys str or int).

    An object becomes the dict of its properties. Raises ValueError for anything that is not a whole
    serialised value, that is larger than LARGEST, or that is nested more than DEEPEST deep.
    """
    data = text.strip().encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        raise ValueError("too large")
    value, end = _value(data, 0, 0)
    if end != len(data):
        raise ValueError("more than one value")
    return value


def _value(data: bytes, at: int, depth: int):
    kind = data[at : at + 2]
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if kind == b"N;":
        return None, at + 2
    if kind in {b"i:", b"b:", b"d:"}:
        raw, end = _until(data, at + 2, b";")
        return {b"i:": int, b"d:": float, b"b:": lambda flag: flag == b"1"}[kind](raw), end
    if kind == b"s:":
        value, end = _string(data, at + 2)
        return value, _expect(data, end, b";")
    if kind == b"a:":
        return _array(data, at + 2, depth)
    if kind == b"O:":
        _, end = _string(data, at + 2)
        return _array(data, _expect(data, end, b":"), depth)
    raise ValueError(f"unknown type at byte {at}")


def _until(data: bytes, at: int, mark: bytes) -> tuple[bytes, int]:
    end = data.find(mark, at, at + 40)
    if end < 0:
        raise ValueError(f"cut off at byte {at}")
    return data[at:end], end + 1


def _string(data: bytes, at: int) -> tuple[str, int]:
    length, start = _until(data, at, b":")
    end = start + 1 + _count(length)
    if data[start : start + 1] != b'"' or data[end : end + 1] != b'"':
        raise ValueError(f"a string of another length at byte {at}")
    return data[start + 1 : end].decode("utf-8", "replace"), end + 1


def _array(data: bytes, at: int, depth: int) -> tuple[dict, int]:
    length, at = _until(data, at, b":")
    at = _expect(data, at, b"{")
    values = {}
    for _ in range(_count(length)):
        key, at = _value(data, at, depth + 1)
        if not isinstance(key, str | int):
            raise ValueError(f"a key that is none at byte {at}")
        values[key], at = _value(data, at, depth + 1)
    return values, _expect(data, at, b"}")


def _count(raw: bytes) -> int:
    if not raw.isdigit():
        raise ValueError("a length that is none")
    return int(raw)


def _expect(data: bytes, at: int, mark: bytes) -> int:
    if data[at : at + 1] != mark:
        raise ValueError(f"{mark.decode()} expected at byte {at}")
    return at + 1

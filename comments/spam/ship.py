"""Learns the shipped model anew, after its examples or what is seen in a text have changed.

python -m comments.spam.ship
"""

import json

from comments.spam.classifier import SHIPPED, learn_shipped


def main() -> None:
    """Write the weights that the shipped examples teach into their file."""
    weights = dict(sorted(learn_shipped().items()))
    SHIPPED.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

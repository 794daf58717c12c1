"""What the shop's desk holds: catalogue and stock, accounts, orders with their parcels, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

RETURN_DAYS = 30
FAULTY_DAYS = 180
ADJUST_DAYS = 14
GIFT_LIMIT = 150.0
LABEL_FEE = 4.90
KEEP_SHARE = 0.30
MOST_RESERVATIONS = 3
MOST_PIECES = 6
FAULTS_OF_OURS = ("faulty", "damaged_on_arrival", "wrong_item", "never_arrived")
OURS_TO_MEND = ("faulty", "damaged_on_arrival", "wrong_item")


@dataclass(slots=True)
class Product:
    id: str
    name: str
    category: str
    rating: float
    review: str


@dataclass(slots=True)
class Variant:
    """One thing that can be bought. ``stock``: pieces by warehouse; the outlet sells returned and old pieces, at
    ``outlet_price``, over the counter only."""

    sku: str
    product: str
    colour: str
    size: str
    voltage: str
    price: float
    outlet_price: float
    stock: dict[str, int]

    @property
    def shippable(self) -> int:
        """The most that one shipping warehouse has."""
        return max(count for warehouse, count in self.stock.items() if warehouse != "outlet")


@dataclass(slots=True)
class Line:
    """``clearance``: sold at a reduced price, so that neither vouchers nor price adjustments apply."""

    number: int
    sku: str
    quantity: int
    price: float
    clearance: bool = False
    cancelled: bool = False
    returned: int = 0
    exchanged: bool = False


@dataclass(slots=True)
class Order:
    id: str
    account: str
    placed: date
    status: str  # processing, dispatched, delivered, cancelled
    address: str
    payment: str
    lines: dict[str, Line]  # by line number
    delivery_fee: float
    gift_message: str = ""
    voucher: str | None = None
    slot: str | None = None
    parcel: str | None = None
    delivered: date | None = None
    notify: bool = True

    @property
    def live(self) -> list[Line]:
        return [line for line in self.lines.values() if not line.cancelled]

    @property
    def goods(self) -> float:
        return round(sum(line.price * line.quantity for line in self.live), 2)


@dataclass(slots=True)
class Parcel:
    """``events``: what the carrier scanned: moment, place, code, words."""

    id: str
    order: str
    carrier: str
    warehouse: str
    state: str  # in_transit, delivered, lost
    events: list[tuple[datetime, str, str, str]]


@dataclass(slots=True)
class Voucher:
    """``minimum`` counts the goods that the voucher is good for. ``value``: percent or EUR."""

    code: str
    account: str
    name: str
    kind: str  # percent, amount
    value: float
    minimum: float
    category: str | None
    expires: date
    used_on: str | None = None


@dataclass(slots=True)
class Return:
    id: str
    order: str
    lines: dict[int, int]
    reasons: dict[int, str]
    refund_to: str
    refund: float
    status: str  # requested, then label_sent, paid_out or declined
    label: str | None = None
    collected: tuple[str, date] | None = None  # from which address, on which day; else it is dropped off


@dataclass(slots=True)
class Exchange:
    id: str
    order: str
    line: int
    quantity: int
    into: str
    difference: float
    settle: str
    reason: str


@dataclass(slots=True)
class Adjustment:
    id: str
    order: str
    line: int
    basis: str
    amount: float
    pay_to: str


@dataclass(slots=True)
class Reservation:
    id: str
    sku: str
    quantity: int
    warehouse: str
    until: datetime
    status: str  # held, expired, replaced


@dataclass(slots=True)
class Slot:
    id: str
    area: str
    day: date
    part: str  # morning, afternoon, evening
    hours: str
    fee: float
    service: str  # doorstep, room_of_choice
    left: int


@dataclass(slots=True)
class Address:
    label: str
    street: str
    postcode: str
    town: str
    mains: str  # voltage of the sockets there

    @property
    def area(self) -> str:
        return self.postcode[:2]


@dataclass(slots=True)
class Account:
    id: str
    name: str
    email: str
    addresses: dict[str, Address]
    payments: list[str]
    gift_balance: float


@dataclass(slots=True)
class Shop:
    """``me``: the account that is signed in to this conversation."""

    me: str
    accounts: dict[str, Account] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    variants: dict[str, Variant] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    vouchers: dict[str, Voucher] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    adjustments: dict[str, Adjustment] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        return self.accounts[self.me]

    def product_of(self, sku: str) -> Product:
        return self.products[self.variants[sku].product]

    def mine(self, *statuses: str) -> list[Order]:
        """The signed-in customer's orders, newest first."""
        found = [o for o in self.orders.values() if o.account == self.me and (not statuses or o.status in statuses)]
        return sorted(found, key=lambda order: (order.placed, order.id), reverse=True)


def voucher_base(shop: Shop, order: Order, voucher: Voucher) -> float:
    """What of the order the voucher is good for: not cleared goods, and only its category."""
    return round(
        sum(
            line.price * line.quantity
            for line in order.live
            if not line.clearance and voucher.category in (None, shop.product_of(line.sku).category)
        ),
        2,
    )


def saving(shop: Shop, order: Order, voucher: Voucher) -> float:
    """What the voucher takes off the order, 0 where its minimum is not reached."""
    base = voucher_base(shop, order, voucher)
    if base < voucher.minimum or base == 0:
        return 0.0
    return round(base * voucher.value / 100, 2) if voucher.kind == "percent" else min(base, voucher.value)


def to_pay(shop: Shop, order: Order) -> float:
    """The order's total: goods, delivery, slot, less the voucher."""
    off = saving(shop, order, shop.vouchers[order.voucher]) if order.voucher else 0.0
    fee = shop.slots[order.slot].fee if order.slot else 0.0
    return round(order.goods - off + order.delivery_fee + fee, 2)


def last_day_to_return(order: Order, reason: str) -> date | None:
    """The last day on which a delivered order's goods go back for this reason."""
    if order.delivered is None:
        return None
    days = FAULTY_DAYS if reason in OURS_TO_MEND else RETURN_DAYS
    return date.fromordinal(order.delivered.toordinal() + days)

"""What is new in a payload is seldom new in the next one: it is learned, and read by a second decoder then.

The models that it stood in get shadows (`_shadow_types`). What these decode is folded into the models
(`_fold_shadows`), and nobody sees a shadow. What does not fit is left to the fallback, and so are packages with types
that shadows do not know. What never repeats is not learned for long.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ._decoders import ONE_AT_A_TIME, REFUSALS, decoder, insisted, readers
from ._find_unknown import find_unknown
from ._fold_shadows import Folders, Reading
from ._model import Model, fields_of
from ._shadow_types import Shadows, UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._fold_shadows import Folder
    from ._unknown import UnknownPart

_MOST_LESSONS: Final = 32
_MOST_FAILURES: Final = 32
_PRICE: Final = 2  # of a lesson, in failures: it takes longer than reading a hundred payloads
_MOST_MEMBERS: Final = 8
_MOST_PARTS: Final = 64
_LONGEST_NAME: Final = 128
_FIRST_PAUSE: Final = 1 << 12
_LONGEST_PAUSE: Final = 1 << 18


class _Learned:
    """What was met in payloads of one model, and how well it serves. Bounded: so many lessons, then a pause."""

    def __init__(self) -> None:
        self.members: dict[Any, list[str]] = {}
        """The unknown members that the shadow of a model takes."""
        self.enums: set[tuple[Any, str]] = set()
        """The fields in which unknown enum values were met."""
        self.variants: set[tuple[Any, str]] = set()
        """The fields in which unknown variants were met."""
        self.readers: list[Callable[[Any], Any]] = []
        """What reads with shadows, the faster first: a union that takes any object makes a dictionary of each."""
        self.lessons = 0
        self.failures = 0
        """How often the shadows did not help, less how often they did."""
        self.waiting = 0
        """How many payloads are left to the fallback before anything is learned again."""
        self.pause = _FIRST_PAUSE


_learned: dict[type[Model], _Learned] = {}


def read_shadowed(model: type[Model], data: bytes | bytearray | memoryview | str) -> Any:
    """Return the model, or None if it has to be read in another way: no shadow takes it, or none is there."""
    learned = _learned.get(model)
    if learned is None:
        return None
    tried = readers.get(model)
    for read in learned.readers:
        if read is tried:
            readers[model] = decoder(model)
            continue
        try:
            value = read(data)
        except REFUSALS:
            continue
        readers[model] = read  # what comes next is probably like this one
        return value
    return None


def learn(model: type[Model], built: Model) -> None:
    """Look at what is unknown in a model that the fallback has built, so that the next one like it is read fast."""
    learned = _learned.get(model) or _learned.setdefault(model, _Learned())
    if learned.waiting:
        learned.waiting -= 1
        return
    with ONE_AT_A_TIME:
        learned.failures += 1
        if learned.failures > _MOST_FAILURES or learned.lessons >= _MOST_LESSONS:
            _forget(learned)
        elif sum(_note(learned, built, part) for part in islice(find_unknown(built), _MOST_PARTS)):
            learned.lessons += 1
            learned.failures += _PRICE
            try:
                learned.readers = list(_readers(model, learned))
            except (UnfitError, TypeError, ValueError):
                _forget(learned)


def _forget(learned: _Learned) -> None:
    """Begin anew after a pause, which becomes longer each time: what never repeats is not worth the time."""
    learned.members, learned.enums, learned.variants, learned.readers = {}, set(), set(), []
    learned.lessons = learned.failures = 0
    learned.waiting = learned.pause
    learned.pause = min(4 * learned.pause, _LONGEST_PAUSE)


def _note(learned: _Learned, built: Model, part: UnknownPart) -> bool:
    """Note what was met and where, and return whether that is news."""
    owner, name = _owner(built, part.location)
    if part.kind == "member":
        names = learned.members.get(owner, [])
        if name in names or len(names) >= _MOST_MEMBERS or len(name) > _LONGEST_NAME:
            return False
        learned.members[owner] = [*names, name]
        return True
    place = (owner, fields_of(owner).get(name, ""))
    places = learned.variants if part.kind == "variant" else learned.enums
    if not place[1] or place in places:
        return False
    places.add(place)
    return True


def _owner(value: Any, location: tuple[str | int, ...]) -> tuple[Any, str]:
    """Return the innermost model on the way to a place, and the name by which the way leaves it."""
    owner: Any = None
    name = ""
    for step in location:
        if isinstance(value, Model):
            owner, name = type(value), str(step)
            attribute = fields_of(owner).get(name)
            value = value.additional_properties.get(name) if attribute is None else getattr(value, attribute)
        else:
            value = value[step]
    return owner, name


def _readers(root: type[Model], learned: _Learned) -> Iterator[Callable[[Any], Any]]:
    members = learned.members.copy()
    if members or learned.enums:
        yield _reader(root, learned, Shadows(root, members, learned.enums.copy()), for_variants=False)
    if learned.variants:
        yield _reader(root, learned, Shadows(root, members, learned.enums | learned.variants), for_variants=True)


def _reader(root: type[Model], learned: _Learned, shadows: Shadows, *, for_variants: bool) -> Callable[[Any], Any]:
    """Return what reads a payload as the model's own decoder would if it knew what was learned."""
    known = decoder(root)
    kind = shadows.type(insisted(root))
    free = [_tools(root, kind, shadows)]

    def read(data: Any) -> Any:
        try:
            tools = free.pop()  # one step for the interpreter, so no other thread has these
        except IndexError:
            with ONE_AT_A_TIME:
                tools = _tools(root, kind, shadows)
        reading, decode, fold = tools
        reading.begin()
        try:
            value = fold(decode(data))
        finally:
            free.append(tools)
        if reading.met != reading.folded:
            raise msgspec.ValidationError
        if not (reading.has_variant if for_variants else reading.is_new):
            readers[root] = known
        elif learned.failures:
            learned.failures -= 1
        return value

    return read


def _tools(root: type[Model], kind: Any, shadows: Shadows) -> tuple[Reading, Callable[[Any], Any], Folder]:
    reading = Reading()
    return reading, msgspec.json.Decoder(kind, dec_hook=reading.meet).decode, Folders(shadows, reading).model(root)

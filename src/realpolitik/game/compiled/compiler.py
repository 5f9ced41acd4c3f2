"""How kernels are compiled.

A *kernel* is called by other kernels only, which take it in as intermediate code. Left to itself, the compiler optimises every
kernel with all that it calls, and turns it into machine code that nothing runs, once at every level of calls: that was more than a
third of a first run. Here a kernel is only lowered; the *entry* that Python calls is optimised and made machine code, with all its
kernels, at once.

A kernel does not count references to the arrays that it reads and writes: at every slice of an array that took as long as the sums
over the slice, and in an entry, which is handed hundreds of arrays, as long as all else to compile. So no kernel makes an array:
Python makes them (`realpolitik.game.core.memory`), and an entry does no more than call a kernel. For the same reason a kernel
writes loops where an array's own methods would do: each of these is one more function to compile.

The arrays that a kernel is given must not overlap where it writes: the compiler is told so. Where it does not know, it compares the
places of all arrays before every loop, and over the hundred leaves of a tree that took as long as the loop. Two parts of one array
count as apart only once they are handed to another kernel.

What was compiled is kept on disk, and known by all the files of the kernels. That is only a help: what cannot be read, or is not
whole, is compiled anew and written over, and where nothing can be written it is compiled in memory. What is read is run. So nothing
is read that somebody else may have put there, and no folder of another user is written to; the administrator, and whoever owns the
source, could change what runs in any case.

To compile this way takes parts of the compiler that another version of it may not have. Before the first entry is compiled, a small
one is tried; if it does not come out, all is compiled in the ordinary way, which takes longer.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import stat
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import llvmlite
import numba
import numba.core.compiler
import numba.core.serialize
import numpy as np
from numba import njit

_MISSING = ""
"""What this version of the compiler does not have; nothing, as a rule."""
try:
    from llvmlite.binding import parse_assembly, parse_bitcode
    from numba._dynfunc import make_function
    from numba.core.codegen import JITCodeLibrary
    from numba.core.compiler import CompilerBase, DefaultPassBuilder
    from numba.core.compiler_machinery import register_pass
    from numba.core.typed_passes import NativeLowering
except ImportError as missing:
    _MISSING = str(missing)
    CompilerBase = JITCodeLibrary = NativeLowering = object  # type: ignore[assignment, misc]

    def register_pass(mutates_CFG: Any, analysis_only: Any) -> Callable[[Any], Any]:
        """Register nothing."""
        return lambda step: step


Kernel = TypeVar("Kernel", bound=Callable[..., Any])
_compile: Any = njit  # its stubs do not know every option

OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
"""The rights by which somebody else could change what is kept."""
CONTRACT = {"contract"}
"""Fused multiply-add only: reassociation would make results depend on how the compiler grouped a sum."""
REASSOCIATE = {"contract", "reassoc", "nnan", "nsz"}


def kernel(function: Kernel) -> Kernel:
    """Compile a function for other kernels to call. It makes no array, and those that it is given are apart where it writes."""
    return _lowered(function, CONTRACT)


def reduction(function: Kernel) -> Kernel:
    """Compile a sum or a maximum for other kernels to call, its terms grouped as the compiler likes.

    The grouping is fixed when it is compiled, so that results are the same to the bit on any number of threads.
    """
    return _lowered(function, REASSOCIATE)


def entry(function: Kernel) -> Kernel:
    """Compile a function that Python calls, to run without the interpreter's lock, and keep it on disk."""
    compiled = _entered(function)
    if hasattr(compiled, "_cache"):  # else compiling is switched off
        compiled._cache = _Kept(function)
    result: Kernel = compiled
    return result


def _entered(function: Kernel) -> Any:
    ours = {} if _MISSING else {"pipeline_class": _EntryCompiler}
    return _compile(nogil=True, fastmath=CONTRACT, error_model="numpy", **ours)(function)


def _lowered(function: Kernel, fastmath: set[str]) -> Kernel:
    ours = (
        {}
        if _MISSING
        else {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False, "pipeline_class": _KernelCompiler}
    )
    compiled: Kernel = _compile(nogil=True, fastmath=fastmath, error_model="numpy", **ours)(function)
    return compiled


@cache
def _ours() -> bool:
    """Whether this version of the compiler compiles our way, as a small entry shows; if not, say so once."""
    why = _MISSING
    if not why:
        try:
            why = _trial()
        except Exception as failed:
            why = f"{type(failed).__name__}: {failed}"
    if why:
        _warn(
            f"numba {numba.__version__} is not a version that the solver is made for ({_first_line(why)}); it is compiled in the "
            "ordinary way, which takes longer"
        )
    return not why


def _trial() -> str:
    """Compile a kernel inside an entry, and say what is wrong with it."""

    def add(amount: Any, total: Any) -> None:
        for i in range(len(total)):
            total[i] += amount[i]

    added: Any = _lowered(add, CONTRACT)

    def call(amount: Any, total: Any) -> None:
        added(amount, total)

    total = np.array([1.0, 2.0])
    _TRYING.append(True)
    try:
        compiled = _entered(call)
        compiled(np.array([0.5, 0.25]), total)
        next(iter(compiled.overloads.values()))._reduce()
    finally:
        _TRYING.pop()
    return "" if total.tolist() == [1.5, 2.25] else "a kernel came out wrong"


_TRYING: list[bool] = []
"""Holds something while the small entry is compiled, our way whatever comes of it."""


class _KernelLibrary(JITCodeLibrary):
    """Code that is left for its callers to optimise."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        """Give nothing to the engine: it would run this code, not yet optimised, in the place of the copies inside entries."""
        self._finalized = True


class _EntryLibrary(JITCodeLibrary):
    """Code that nothing but Python calls: the cache keeps the machine code, and no intermediate code to link anew.

    To read that took a third of the time before the first draw. What stays of it are the names of what the machine code defines; a
    caller that linked them, which should have been given a kernel, would stop at once.
    """

    def serialize_using_object_code(self) -> tuple[Any, ...]:
        name, kind, (machine_code, intermediate_code) = super().serialize_using_object_code()
        whole = parse_bitcode(intermediate_code)
        outline = [
            *(f'@"{each.name}" = common global ptr null' for each in whole.global_variables if not each.is_declaration),
            *(f'define void @"{each.name}"() {{ call void @llvm.trap() unreachable }}' for each in whole.functions
              if not each.is_declaration),
            "declare void @llvm.trap()",
        ]  # fmt: skip
        return name, kind, (machine_code, parse_assembly("\n".join(outline)).as_bitcode())


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerOnly(NativeLowering):
    """Lower a kernel to intermediate code and hand that to callers; make no machine code of it."""

    _name = "lower_only"

    def run_pass(self, state: Any) -> bool:
        state.library = _KernelLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags = state.flags.copy()
        state.flags.no_compile = True
        state.flags.noalias = True
        super().run_pass(state)
        lowered = state["cr"]
        kernel = lowered.fndesc
        # Callers find the code by this object, which nobody calls.
        handle = make_function(
            kernel.lookup_module(), kernel.qualname.split(".")[-1], "", 0, lowered.env, (state.library,)
        )
        state.targetctx.insert_user_function(handle, kernel, [state.library])
        state["cr"] = lowered._replace(cfunc=handle)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _LowerEntry(NativeLowering):
    """Lower an entry to a library of its own kind."""

    _name = "lower_entry"

    def run_pass(self, state: Any) -> bool:
        state.library = _EntryLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


class _Compiler(CompilerBase):
    """The usual pipeline, with a lowering of our own."""

    lowering: type[NativeLowering]

    def define_pipelines(self) -> list[Any]:
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state, "realpolitik")
        if not (_TRYING or _ours()):
            return [pipeline]
        pipeline.passes = [(self.lowering if step is NativeLowering else step, why) for step, why in pipeline.passes]
        pipeline.finalize()
        return [pipeline]


class _KernelCompiler(_Compiler):
    """Makes no machine code."""

    lowering = _LowerOnly


class _EntryCompiler(_Compiler):
    """Collects no garbage on the way: little is garbage, and to look for it took a quarter of the time."""

    lowering = _LowerEntry

    def compile_extra(self, func: Any) -> Any:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return super().compile_extra(func)
        finally:
            if collecting:
                gc.enable()


@cache
def _kernels() -> bytes:
    """Return the text of every module that is compiled, and of those that say how: the whole of their two rooms."""
    here = Path(__file__).parent
    return b"".join(file.read_bytes() for room in (here, here.with_name("core")) for file in sorted(room.glob("*.py")))


class _Kept:
    """What was compiled of an entry, on disk: a file for each signature, whose name says for which processor.

    A file begins with the checksum of all that it was made from and of what it holds. So one that was cut, damaged, or made from
    other sources is never taken for what is asked for; it is written over. Each is written whole and then put in its place: of
    several processes that write it the last one counts. The compiler asks for the methods.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._machine: Any = None

    @property
    def cache_path(self) -> str | None:
        """The folder that files are written to."""
        places = self._places
        return str(places[-1]) if places else None

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return what was compiled for a signature, or None."""
        target.refresh()
        self._machine = target.codegen().magic_tuple()
        for place in self._places:
            try:
                found = self._read(place / self._name(signature), signature)
                if found is not None:
                    return numba.core.compiler.CompileResult._rebuild(target, *found)
            except Exception:  # whatever is wrong with it, it can be made again
                continue
        _ours()  # it must be compiled: in time to say how
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what was compiled for a signature; if that cannot be done, say so and go on."""
        try:
            if not self._places:
                raise OSError("there is no folder that can be written to")
            if compiled.lifted or compiled.library.has_dynamic_globals or self._function.__closure__ is not None:
                return  # it holds on to what is in this process alone
            content = numba.core.serialize.dumps((signature, compiled._reduce()))
            _write(self._places[-1] / self._name(signature), self._checksum(content) + content)
        except Exception as failed:
            why = getattr(failed, "strerror", None) or _first_line(f"{failed}")
            _warn(
                f"the compiled solver could not be kept ({why}) and will be compiled again the next time; the environment variable "
                "NUMBA_CACHE_DIR may name a folder to keep it in"
            )

    def flush(self) -> None:
        """Forget nothing: what is out of date is written over."""

    enable = disable = flush

    @cached_property
    def _places(self) -> list[Path]:
        """The folders that are looked in, the last one to be written to, if any can be."""
        found = []
        for place in _folders(Path(self._function.__code__.co_filename)):
            with suppress(OSError):
                place.mkdir(parents=True, exist_ok=True)
            if self._is_ours(place):
                found.append(place)
                if os.access(place, os.W_OK | os.X_OK):
                    break
        return found

    @cached_property
    def _owners(self) -> frozenset[int]:
        """The users whose machine code may run: this one, the administrator, and whoever owns the source."""
        trusted = {os.geteuid(), 0}
        with suppress(OSError):
            trusted.add(os.stat(self._function.__code__.co_filename).st_uid)
        return frozenset(trusted)

    def _is_ours(self, place: Path) -> bool:
        """Whether a folder may be looked in: one of our own, or one of those we trust that nobody else can write to."""
        try:
            there = os.stat(place)
        except OSError:
            return False
        own = there.st_uid == os.geteuid()
        trusted = there.st_uid in self._owners and not there.st_mode & OTHERS_WRITE
        return stat.S_ISDIR(there.st_mode) and (own or trusted)

    def _name(self, signature: Any) -> str:
        about = repr((signature, self._machine, sys.implementation.cache_tag)).encode()
        called = f"{Path(self._function.__code__.co_filename).stem}.{self._function.__qualname__}"
        return f"{called.replace('<', '').replace('>', '')}-{hashlib.sha256(about).hexdigest()[:16]}.nbc"

    def _checksum(self, content: bytes) -> bytes:
        return hashlib.sha256(self._origin + content).digest()

    @cached_property
    def _origin(self) -> bytes:
        """Stands for all that the entry is made from."""
        code = self._function.__code__
        versions = repr((sys.version, numba.__version__, llvmlite.__version__, code.co_firstlineno)).encode()
        own = Path(code.co_filename).read_bytes()
        return hashlib.sha256(b"\0".join((versions, code.co_code, own, _kernels()))).digest()

    def _read(self, file: Path, signature: Any) -> Any:
        """Return what a file holds, or None if that is not what is asked for."""
        try:
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)  # a pipe is not waited for
        except FileNotFoundError:
            return None
        with open(descriptor, "rb") as stream:
            there = os.fstat(descriptor)
            if not stat.S_ISREG(there.st_mode) or there.st_uid not in self._owners or there.st_mode & OTHERS_WRITE:
                return None
            whole = stream.read()
        checksum, content = whole[:32], whole[32:]
        if checksum != self._checksum(content):
            return None
        asked, compiled = pickle.loads(content)
        return compiled if asked == signature else None


def _folders(source: Path) -> Iterator[Path]:
    """Return the folders in which what is compiled of a source file may lie, the one that is preferred first."""
    own = f"{source.parent.name}_{hashlib.sha256(os.fsencode(source.parent)).hexdigest()[:16]}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen, own)
    yield source.parent / "__pycache__"
    with suppress(RuntimeError):  # nobody's home
        given = Path(os.environ.get("XDG_CACHE_HOME", ""))
        yield (given if given.is_absolute() else Path.home() / ".cache") / "realpolitik" / own


def _write(file: Path, content: bytes) -> None:
    """Write a file whole, or not at all."""
    spare = file.with_name(f"{file.name}.{uuid4().hex}.tmp")
    try:
        with open(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as stream:
            stream.write(content)
        if file.is_dir() and not file.is_symlink():
            file.rename(spare.with_suffix(".aside"))
        spare.replace(file)
    except BaseException:
        with suppress(OSError):
            spare.unlink(missing_ok=True)
        raise


@cache
def _warn(message: str) -> None:
    """Warn, once in a process."""
    warnings.warn(message, RuntimeWarning, stacklevel=2)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")

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

The compiler's cache on disk knows an entry by the date of its own file. Here it knows it by all the files of the kernels as well.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from llvmlite.binding import parse_assembly, parse_bitcode
from numba import njit
from numba._dynfunc import make_function
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
_compile: Any = njit  # its stubs do not know every option

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
    """Compile a function that Python calls, to run without the interpreter's lock, cached on disk."""
    compiled: Any = _compile(
        cache=True, nogil=True, fastmath=CONTRACT, error_model="numpy", pipeline_class=_EntryCompiler
    )(function)
    if hasattr(compiled, "enable_caching"):  # else compiling is switched off
        compiled._cache = _SourceCache(function)
    result: Kernel = compiled
    return result


def _lowered(function: Kernel, fastmath: set[str]) -> Kernel:
    compiled: Kernel = _compile(
        nogil=True,
        fastmath=fastmath,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        _nrt=False,
        pipeline_class=_KernelCompiler,
    )(function)
    return compiled


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


def _kernels() -> bytes:
    """Return the text of every module that is compiled, and of those that say how: the whole of their two rooms."""
    here = Path(__file__).parent
    return b"".join(file.read_bytes() for room in (here, here.with_name("core")) for file in sorted(room.glob("*.py")))


class _SourceCache(FunctionCache):
    """The compiler's cache, its keys widened by the text of every kernel."""

    _sources = hashlib.sha256(_kernels()).hexdigest()

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), self._sources)

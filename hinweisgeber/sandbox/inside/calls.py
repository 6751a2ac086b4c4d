"""Numbers of the system calls that a sandboxed child may not make, by name: one table per architecture."""

from __future__ import annotations

from dataclasses import dataclass

CLONE3 = 435

#: Calls of newer kernels have one number on all architectures.
EVERYWHERE = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "pidfd_getfd": 438,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "mount_setattr": 442,
}


@dataclass(frozen=True)
class Machine:
    """Audit number of an architecture, its `clone`, and the calls to refuse there, by name."""

    audit: int
    clone: int
    calls: dict[str, int]

    @property
    def refused(self) -> tuple[int, ...]:
        """The numbers of all calls to refuse."""
        return (*self.calls.values(), *EVERYWHERE.values())


MACHINES = {
    "x86_64": Machine(
        audit=0xC000003E,
        clone=56,
        calls={
            "socket": 41,
            "socketpair": 53,
            "connect": 42,
            "fork": 57,
            "vfork": 58,
            "execve": 59,
            "execveat": 322,
            "ptrace": 101,
            "mount": 165,
            "umount2": 166,
            "pivot_root": 155,
            "chroot": 161,
            "unshare": 272,
            "setns": 308,
            "bpf": 321,
            "perf_event_open": 298,
            "userfaultfd": 323,
            "keyctl": 250,
            "add_key": 248,
            "request_key": 249,
            "process_vm_readv": 310,
            "process_vm_writev": 311,
            "open_by_handle_at": 304,
            "kexec_load": 246,
            "init_module": 175,
            "finit_module": 313,
            "personality": 135,
        },
    ),
    "aarch64": Machine(  # has neither fork nor vfork
        audit=0xC00000B7,
        clone=220,
        calls={
            "socket": 198,
            "socketpair": 199,
            "connect": 203,
            "execve": 221,
            "execveat": 281,
            "ptrace": 117,
            "mount": 40,
            "umount2": 39,
            "pivot_root": 41,
            "chroot": 51,
            "unshare": 97,
            "setns": 268,
            "bpf": 280,
            "perf_event_open": 241,
            "userfaultfd": 282,
            "keyctl": 219,
            "add_key": 217,
            "request_key": 218,
            "process_vm_readv": 270,
            "process_vm_writev": 271,
            "open_by_handle_at": 265,
            "kexec_load": 104,
            "init_module": 105,
            "finit_module": 273,
            "personality": 92,
        },
    ),
}

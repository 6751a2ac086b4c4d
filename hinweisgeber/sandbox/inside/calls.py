"""Numbers of the system calls that a sandboxed child may make, by name, on both architectures. All others are unknown
to it.

Two lists: what decoders need behind the first walls, and what the office program needs behind the second. Both were
found by watching them open documents of all kinds, and rounded off by siblings, which another version of a library may
use instead. A few calls depend on what is asked: see `lockdown`.
"""

from __future__ import annotations

from dataclasses import dataclass

CLONE3 = 435  # everywhere
#: Reads and writes what is open, opens what is there, and takes memory, threads and time. No other process, no socket,
#: no program, nothing that names, moves or removes a file.
_OF_DECODERS = """
read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 open:2:- openat:257:56 close:3:57 lseek:8:62
stat:4:- lstat:6:- fstat:5:80 newfstatat:262:79 statx:332:291 access:21:- faccessat:269:48 faccessat2:439:439
getdents64:217:61 readlink:89:- readlinkat:267:78 ftruncate:77:46 fcntl:72:25 dup:32:23 getcwd:79:17
brk:12:214 munmap:11:215 mremap:25:216 madvise:28:233
exit:60:93 exit_group:231:94 futex:202:98 sched_yield:24:124 sched_getaffinity:204:123 getcpu:309:168
set_robust_list:273:99 rseq:334:293 gettid:186:178 getpid:39:172
rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 sigaltstack:131:132 restart_syscall:219:128
nanosleep:35:101 clock_nanosleep:230:115 uname:63:160 sysinfo:99:179 gettimeofday:96:169 time:201:-
clock_gettime:228:113 clock_getres:229:114 getrandom:318:278
"""
_OF_THE_OFFICE_PROGRAM = f"""
{_OF_DECODERS}
ioctl:16:29
preadv:295:69 pwritev:296:70 close_range:436:436 creat:85:- statfs:137:43 fstatfs:138:44 rename:82:- renameat:264:38
renameat2:316:276 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35 truncate:76:45 fallocate:285:47
fadvise64:221:223 fsync:74:82 fdatasync:75:83 flock:73:32 dup2:33:- dup3:292:24 pipe:22:- pipe2:293:59 chmod:90:-
fchmod:91:52 fchmodat:268:53 chown:92:- fchown:93:55 lchown:94:- fchownat:260:54 utimensat:280:88 umask:95:166
chdir:80:49 sendfile:40:71 copy_file_range:326:285 mincore:27:232 msync:26:227 membarrier:324:283
sched_getparam:143:121 sched_getscheduler:145:120 sched_get_priority_max:146:125 sched_get_priority_min:147:126
getpriority:140:141 get_robust_list:274:100 set_tid_address:218:96 tgkill:234:131 rt_sigpending:127:136
rt_sigtimedwait:128:137 prctl:157:167 arch_prctl:158:- prlimit64:302:261 getrlimit:97:163 execve:59:221
poll:7:- ppoll:271:73 select:23:- pselect6:270:72 epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:-
epoll_pwait:281:22 eventfd2:290:19 pause:34:-
bind:49:200 listen:50:201 accept:43:202 accept4:288:242 connect:42:203 shutdown:48:210 sendto:44:206 recvfrom:45:207
sendmsg:46:211 recvmsg:47:212 getsockname:51:204 getpeername:52:205 getsockopt:55:209 setsockopt:54:208
getppid:110:173 getpgrp:111:- getpgid:121:155 getsid:124:156 getuid:102:174 geteuid:107:175 getgid:104:176
getegid:108:177 getresuid:118:148 getresgid:120:150 getgroups:115:158 times:100:153 getrusage:98:165
"""
#: Allowed for some of what can be asked with them.
_BOUNDED = "clone:56:220 mmap:9:222 mprotect:10:226 socket:41:198 socketpair:53:199"


@dataclass(frozen=True)
class Machine:
    """An architecture: its audit number, and by name the calls that are let through there, and those let through for
    some of what can be asked."""

    audit: int
    decoders: dict[str, int]
    office: dict[str, int]
    bounded: dict[str, int]


def _numbers(table: str, column: int) -> dict[str, int]:
    entries = (entry.split(":") for entry in table.split())
    return {name: int(numbers[column]) for name, *numbers in entries if numbers[column] != "-"}  # there is none


MACHINES = {
    name: Machine(audit, *(_numbers(table, column) for table in (_OF_DECODERS, _OF_THE_OFFICE_PROGRAM, _BOUNDED)))
    for column, (name, audit) in enumerate((("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)))
}

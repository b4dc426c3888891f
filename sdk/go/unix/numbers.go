// SPDX-License-Identifier: MIT

package unix

import (
	"syscall"

	"wasm-bpf/bpf"
)

// Errors.
const (
	EPERM           = bpf.Errno(1)
	ENOENT          = bpf.Errno(2)
	ESRCH           = bpf.Errno(3)
	EINTR           = bpf.Errno(4)
	EIO             = bpf.Errno(5)
	ENXIO           = bpf.Errno(6)
	E2BIG           = bpf.Errno(7)
	ENOEXEC         = bpf.Errno(8)
	EBADF           = bpf.Errno(9)
	ECHILD          = bpf.Errno(10)
	EAGAIN          = bpf.Errno(11)
	ENOMEM          = bpf.Errno(12)
	EACCES          = bpf.Errno(13)
	EFAULT          = bpf.Errno(14)
	ENOTBLK         = bpf.Errno(15)
	EBUSY           = bpf.Errno(16)
	EEXIST          = bpf.Errno(17)
	EXDEV           = bpf.Errno(18)
	ENODEV          = bpf.Errno(19)
	ENOTDIR         = bpf.Errno(20)
	EISDIR          = bpf.Errno(21)
	EINVAL          = bpf.Errno(22)
	ENFILE          = bpf.Errno(23)
	EMFILE          = bpf.Errno(24)
	ENOTTY          = bpf.Errno(25)
	ETXTBSY         = bpf.Errno(26)
	EFBIG           = bpf.Errno(27)
	ENOSPC          = bpf.Errno(28)
	ESPIPE          = bpf.Errno(29)
	EROFS           = bpf.Errno(30)
	EMLINK          = bpf.Errno(31)
	EPIPE           = bpf.Errno(32)
	EDOM            = bpf.Errno(33)
	ERANGE          = bpf.Errno(34)
	EDEADLK         = bpf.Errno(35)
	ENAMETOOLONG    = bpf.Errno(36)
	ENOLCK          = bpf.Errno(37)
	ENOSYS          = bpf.Errno(38)
	ENOTEMPTY       = bpf.Errno(39)
	ELOOP           = bpf.Errno(40)
	ENOMSG          = bpf.Errno(42)
	EIDRM           = bpf.Errno(43)
	ECHRNG          = bpf.Errno(44)
	EL2NSYNC        = bpf.Errno(45)
	EL3HLT          = bpf.Errno(46)
	EL3RST          = bpf.Errno(47)
	ELNRNG          = bpf.Errno(48)
	EUNATCH         = bpf.Errno(49)
	ENOCSI          = bpf.Errno(50)
	EL2HLT          = bpf.Errno(51)
	EBADE           = bpf.Errno(52)
	EBADR           = bpf.Errno(53)
	EXFULL          = bpf.Errno(54)
	ENOANO          = bpf.Errno(55)
	EBADRQC         = bpf.Errno(56)
	EBADSLT         = bpf.Errno(57)
	EBFONT          = bpf.Errno(59)
	ENOSTR          = bpf.Errno(60)
	ENODATA         = bpf.Errno(61)
	ETIME           = bpf.Errno(62)
	ENOSR           = bpf.Errno(63)
	ENONET          = bpf.Errno(64)
	ENOPKG          = bpf.Errno(65)
	EREMOTE         = bpf.Errno(66)
	ENOLINK         = bpf.Errno(67)
	EADV            = bpf.Errno(68)
	ESRMNT          = bpf.Errno(69)
	ECOMM           = bpf.Errno(70)
	EPROTO          = bpf.Errno(71)
	EMULTIHOP       = bpf.Errno(72)
	EDOTDOT         = bpf.Errno(73)
	EBADMSG         = bpf.Errno(74)
	EOVERFLOW       = bpf.Errno(75)
	ENOTUNIQ        = bpf.Errno(76)
	EBADFD          = bpf.Errno(77)
	EREMCHG         = bpf.Errno(78)
	ELIBACC         = bpf.Errno(79)
	ELIBBAD         = bpf.Errno(80)
	ELIBSCN         = bpf.Errno(81)
	ELIBMAX         = bpf.Errno(82)
	ELIBEXEC        = bpf.Errno(83)
	EILSEQ          = bpf.Errno(84)
	ERESTART        = bpf.Errno(85)
	ESTRPIPE        = bpf.Errno(86)
	EUSERS          = bpf.Errno(87)
	ENOTSOCK        = bpf.Errno(88)
	EDESTADDRREQ    = bpf.Errno(89)
	EMSGSIZE        = bpf.Errno(90)
	EPROTOTYPE      = bpf.Errno(91)
	ENOPROTOOPT     = bpf.Errno(92)
	EPROTONOSUPPORT = bpf.Errno(93)
	ESOCKTNOSUPPORT = bpf.Errno(94)
	ENOTSUP         = bpf.Errno(95)
	EOPNOTSUPP      = bpf.Errno(95)
	EPFNOSUPPORT    = bpf.Errno(96)
	EAFNOSUPPORT    = bpf.Errno(97)
	EADDRINUSE      = bpf.Errno(98)
	EADDRNOTAVAIL   = bpf.Errno(99)
	ENETDOWN        = bpf.Errno(100)
	ENETUNREACH     = bpf.Errno(101)
	ENETRESET       = bpf.Errno(102)
	ECONNABORTED    = bpf.Errno(103)
	ECONNRESET      = bpf.Errno(104)
	ENOBUFS         = bpf.Errno(105)
	EISCONN         = bpf.Errno(106)
	ENOTCONN        = bpf.Errno(107)
	ESHUTDOWN       = bpf.Errno(108)
	ETOOMANYREFS    = bpf.Errno(109)
	ETIMEDOUT       = bpf.Errno(110)
	ECONNREFUSED    = bpf.Errno(111)
	EHOSTDOWN       = bpf.Errno(112)
	EHOSTUNREACH    = bpf.Errno(113)
	EALREADY        = bpf.Errno(114)
	EINPROGRESS     = bpf.Errno(115)
	ESTALE          = bpf.Errno(116)
	EUCLEAN         = bpf.Errno(117)
	ENOTNAM         = bpf.Errno(118)
	ENAVAIL         = bpf.Errno(119)
	EISNAM          = bpf.Errno(120)
	EREMOTEIO       = bpf.Errno(121)
	EDQUOT          = bpf.Errno(122)
	ENOMEDIUM       = bpf.Errno(123)
	EMEDIUMTYPE     = bpf.Errno(124)
	ECANCELED       = bpf.Errno(125)
	ENOKEY          = bpf.Errno(126)
	EKEYEXPIRED     = bpf.Errno(127)
	EKEYREVOKED     = bpf.Errno(128)
	EKEYREJECTED    = bpf.Errno(129)
	EOWNERDEAD      = bpf.Errno(130)
	ENOTRECOVERABLE = bpf.Errno(131)
	ERFKILL         = bpf.Errno(132)
	EHWPOISON       = bpf.Errno(133)
)

// Signals.
const (
	SIGHUP    = syscall.Signal(1)
	SIGINT    = syscall.Signal(2)
	SIGQUIT   = syscall.Signal(3)
	SIGILL    = syscall.Signal(4)
	SIGTRAP   = syscall.Signal(5)
	SIGABRT   = syscall.Signal(6)
	SIGBUS    = syscall.Signal(7)
	SIGFPE    = syscall.Signal(8)
	SIGKILL   = syscall.Signal(9)
	SIGUSR1   = syscall.Signal(10)
	SIGSEGV   = syscall.Signal(11)
	SIGUSR2   = syscall.Signal(12)
	SIGPIPE   = syscall.Signal(13)
	SIGALRM   = syscall.Signal(14)
	SIGTERM   = syscall.Signal(15)
	SIGSTKFLT = syscall.Signal(16)
	SIGCHLD   = syscall.Signal(17)
	SIGCONT   = syscall.Signal(18)
	SIGSTOP   = syscall.Signal(19)
	SIGTSTP   = syscall.Signal(20)
	SIGTTIN   = syscall.Signal(21)
	SIGTTOU   = syscall.Signal(22)
	SIGURG    = syscall.Signal(23)
	SIGXCPU   = syscall.Signal(24)
	SIGXFSZ   = syscall.Signal(25)
	SIGVTALRM = syscall.Signal(26)
	SIGPROF   = syscall.Signal(27)
	SIGWINCH  = syscall.Signal(28)
	SIGIO     = syscall.Signal(29)
	SIGPWR    = syscall.Signal(30)
	SIGSYS    = syscall.Signal(31)
)

// Families of addresses.
const (
	AF_UNSPEC     = 0
	AF_LOCAL      = 1
	AF_UNIX       = 1
	AF_INET       = 2
	AF_AX25       = 3
	AF_IPX        = 4
	AF_APPLETALK  = 5
	AF_NETROM     = 6
	AF_BRIDGE     = 7
	AF_ATMPVC     = 8
	AF_X25        = 9
	AF_INET6      = 10
	AF_ROSE       = 11
	AF_NETBEUI    = 13
	AF_SECURITY   = 14
	AF_KEY        = 15
	AF_NETLINK    = 16
	AF_ROUTE      = 16
	AF_PACKET     = 17
	AF_ASH        = 18
	AF_ECONET     = 19
	AF_ATMSVC     = 20
	AF_RDS        = 21
	AF_SNA        = 22
	AF_IRDA       = 23
	AF_PPPOX      = 24
	AF_WANPIPE    = 25
	AF_LLC        = 26
	AF_IB         = 27
	AF_MPLS       = 28
	AF_CAN        = 29
	AF_TIPC       = 30
	AF_BLUETOOTH  = 31
	AF_IUCV       = 32
	AF_RXRPC      = 33
	AF_ISDN       = 34
	AF_PHONET     = 35
	AF_IEEE802154 = 36
	AF_CAIF       = 37
	AF_ALG        = 38
	AF_NFC        = 39
	AF_VSOCK      = 40
	AF_KCM        = 41
	AF_QIPCRTR    = 42
	AF_SMC        = 43
	AF_XDP        = 44
	AF_MCTP       = 45
)

// Types of sockets, and their flags.
const (
	SOCK_STREAM    = 1
	SOCK_DGRAM     = 2
	SOCK_RAW       = 3
	SOCK_RDM       = 4
	SOCK_SEQPACKET = 5
	SOCK_DCCP      = 6
	SOCK_PACKET    = 10
	SOCK_NONBLOCK  = 2048
	SOCK_CLOEXEC   = 0x80000
)

// Protocols.
const (
	IPPROTO_IP       = 0
	IPPROTO_ICMP     = 1
	IPPROTO_IGMP     = 2
	IPPROTO_IPIP     = 4
	IPPROTO_TCP      = 6
	IPPROTO_EGP      = 8
	IPPROTO_PUP      = 12
	IPPROTO_UDP      = 17
	IPPROTO_IDP      = 22
	IPPROTO_TP       = 29
	IPPROTO_DCCP     = 33
	IPPROTO_IPV6     = 41
	IPPROTO_ROUTING  = 43
	IPPROTO_FRAGMENT = 44
	IPPROTO_RSVP     = 46
	IPPROTO_GRE      = 47
	IPPROTO_ESP      = 50
	IPPROTO_AH       = 51
	IPPROTO_ICMPV6   = 58
	IPPROTO_NONE     = 59
	IPPROTO_DSTOPTS  = 60
	IPPROTO_MTP      = 92
	IPPROTO_BEETPH   = 94
	IPPROTO_ENCAP    = 98
	IPPROTO_PIM      = 103
	IPPROTO_COMP     = 108
	IPPROTO_SCTP     = 132
	IPPROTO_UDPLITE  = 136
	IPPROTO_MPLS     = 137
	IPPROTO_ETHERNET = 143
	IPPROTO_RAW      = 255
	IPPROTO_MPTCP    = 262
)

// What a frame of Ethernet holds.
const (
	ETH_P_802_3    = 0x1
	ETH_P_ALL      = 0x3
	ETH_P_802_2    = 0x4
	ETH_P_SNAP     = 0x5
	ETH_P_LOOP     = 0x60
	ETH_P_PUP      = 0x200
	ETH_P_IP       = 0x800
	ETH_P_ARP      = 0x806
	ETH_P_RARP     = 0x8035
	ETH_P_8021Q    = 0x8100
	ETH_P_IPX      = 0x8137
	ETH_P_IPV6     = 0x86dd
	ETH_P_PAUSE    = 0x8808
	ETH_P_SLOW     = 0x8809
	ETH_P_MPLS_UC  = 0x8847
	ETH_P_MPLS_MC  = 0x8848
	ETH_P_PPP_DISC = 0x8863
	ETH_P_PPP_SES  = 0x8864
	ETH_P_PAE      = 0x888e
	ETH_P_8021AD   = 0x88a8
	ETH_P_LLDP     = 0x88cc
	ETH_P_MACSEC   = 0x88e5
	ETH_P_1588     = 0x88f7
)

// Flags of open(); where machines differ, those of x86-64.
const (
	O_RDONLY    = 0
	O_WRONLY    = 0o1
	O_RDWR      = 0o2
	O_ACCMODE   = 0o3
	O_CREAT     = 0o100
	O_EXCL      = 0o200
	O_NOCTTY    = 0o400
	O_TRUNC     = 0o1000
	O_APPEND    = 0o2000
	O_NDELAY    = 0o4000
	O_NONBLOCK  = 0o4000
	O_DSYNC     = 0o10000
	O_DIRECT    = 0o40000
	O_DIRECTORY = 0o200000
	O_NOFOLLOW  = 0o400000
	O_NOATIME   = 0o1000000
	O_CLOEXEC   = 0o2000000
	O_RSYNC     = 0o4010000
	O_SYNC      = 0o4010000
	O_PATH      = 0o10000000
	O_TMPFILE   = 0o20200000
)

// Types of files.
const (
	S_IFIFO  = 0o10000
	S_IFCHR  = 0o20000
	S_IFDIR  = 0o40000
	S_IFBLK  = 0o60000
	S_IFREG  = 0o100000
	S_IFLNK  = 0o120000
	S_IFSOCK = 0o140000
	S_IFMT   = 0o170000
)

// Namespaces.
const (
	CLONE_NEWTIME   = 0x80
	CLONE_NEWNS     = 0x20000
	CLONE_NEWCGROUP = 0x2000000
	CLONE_NEWUTS    = 0x4000000
	CLONE_NEWIPC    = 0x8000000
	CLONE_NEWUSER   = 0x10000000
	CLONE_NEWPID    = 0x20000000
	CLONE_NEWNET    = 0x40000000
)

// Clocks.
const (
	CLOCK_REALTIME           = 0
	CLOCK_MONOTONIC          = 1
	CLOCK_PROCESS_CPUTIME_ID = 2
	CLOCK_THREAD_CPUTIME_ID  = 3
	CLOCK_MONOTONIC_RAW      = 4
	CLOCK_REALTIME_COARSE    = 5
	CLOCK_MONOTONIC_COARSE   = 6
	CLOCK_BOOTTIME           = 7
	CLOCK_REALTIME_ALARM     = 8
	CLOCK_BOOTTIME_ALARM     = 9
	CLOCK_TAI                = 11
)

// File systems.
const (
	NFS_SUPER_MAGIC       = 0x6969
	PROC_SUPER_MAGIC      = 0x9fa0
	EXT4_SUPER_MAGIC      = 0xef53
	CGROUP_SUPER_MAGIC    = 0x27e0eb
	XFS_SUPER_MAGIC       = 0x58465342
	CGROUP2_SUPER_MAGIC   = 0x63677270
	FUSE_SUPER_MAGIC      = 0x65735546
	OVERLAYFS_SUPER_MAGIC = 0x794c7630
	BTRFS_SUPER_MAGIC     = 0x9123683e
	BPF_FS_MAGIC          = 0xcafe4a11
	F2FS_SUPER_MAGIC      = 0xf2f52010
)

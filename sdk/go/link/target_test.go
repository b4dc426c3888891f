// SPDX-License-Identifier: MIT

package link

import "testing"

func TestTargets(t *testing.T) {
	cpu := 0
	for _, test := range []struct{ got, want string }{
		{xdpTarget(&XDPOptions{Interface: "eth0"}), "eth0"},
		{xdpTarget(&XDPOptions{Interface: "eth0", Mode: XDPGeneric}), "eth0,skb"},
		{tcTarget(&TCOptions{Interface: "eth0", Direction: Egress}), "eth0,egress"},
		{tcTarget(&TCOptions{Interface: "eth0", Direction: Ingress, Priority: 5,
			Handle: 1}),
			"eth0,ingress,prio=5,handle=1"},
		{netfilterTarget(&NetfilterOptions{Hook: "input", IPv6: true, Priority: -100}),
			"input,ipv6,prio=-100"},
		{plus("do_exit", 0), "do_exit"},
		{plus("do_exit", 16), "do_exit+16"},
		{uprobeTarget("/bin/bash", "readline", &UprobeOptions{}), "/bin/bash:readline"},
		{uprobeTarget("/bin/bash", "readline", &UprobeOptions{Offset: 4, PID: 7}),
			"/bin/bash:readline+4,pid=7"},
		{usdtTarget("/lib/libc.so.6", "libc", "setjmp", &UprobeOptions{PID: 7}),
			"/lib/libc.so.6:libc:setjmp,pid=7"},
		{perfEventTarget(&PerfEventOptions{Frequency: 99}), "cpu-clock@99hz"},
		{perfEventTarget(&PerfEventOptions{Event: "page-faults", Period: 10, CPU: &cpu,
			PID: 7}),
			"page-faults,period=10,cpu=0,pid=7"},
		{iterTarget("counts", 0), "counts"},
		{iterTarget("", 0), ""},
		{iterTarget("", 7), "7"},
	} {
		if test.got != test.want {
			t.Errorf("got '%s', want '%s'", test.got, test.want)
		}
	}
}

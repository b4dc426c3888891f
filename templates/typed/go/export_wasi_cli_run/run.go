package export_wasi_cli_run

import (
	"fmt"
	"os"
	"strconv"

	. "go.bytecodealliance.org/pkg/wit/types"
	"wit_component/bpf_app_params"
)

// Run is called first. When it has returned, the programs are attached.
func Run() Result[Unit, Unit] {
	if len(os.Args) > 1 {
		parent, err := strconv.Atoi(os.Args[1])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return Err[Unit, Unit](Unit{})
		}
		if set := bpf_app_params.SetOnlyPpid(int32(parent)); set.IsErr() {
			fmt.Fprintln(os.Stderr, set.Err())
			return Err[Unit, Unit](Unit{})
		}
	}
	fmt.Printf("%-7s %-7s %-16s %s\n", "PID", "PPID", "COMM", "FILENAME")
	return Ok[Unit, Unit](Unit{})
}

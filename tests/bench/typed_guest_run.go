// SPDX-License-Identifier: MIT

package export_wasi_cli_run

import (
	"fmt"
	"os"
	"strconv"

	. "go.bytecodealliance.org/pkg/wit/types"
	"wit_component/bpf_app_params"
	"wit_component/bpf_app_programs"
	"wit_component/export_wit_world"
)

func Run() Result[Unit, Unit] {
	asked, err := strconv.ParseUint(os.Args[1], 10, 32)
	if err == nil {
		export_wit_world.Count, err = strconv.ParseUint(os.Args[2], 10, 64)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Err[Unit, Unit](Unit{})
	}
	set := bpf_app_params.SetAsked(uint32(asked))
	if set.IsOk() {
		set = bpf_app_programs.AttachAll()
	}
	if set.IsErr() {
		fmt.Fprintln(os.Stderr, set.Err())
		return Err[Unit, Unit](Unit{})
	}
	fmt.Println("waiting")
	return Ok[Unit, Unit](Unit{})
}

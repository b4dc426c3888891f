// SPDX-License-Identifier: MIT

// Command bpf2go stands in for the one of cilium/ebpf, with its arguments: it compiles a source
// in C by wasm-bpf-cc, and writes a file in Go by btf2h, under the same names. Both tools are
// looked for by PATH. What it writes also compiles for Linux, with cilium/ebpf itself.
//
//	bpf2go [OPTION...] IDENT SOURCE [-- CFLAGS...]
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The machines whose numbers are little-endian, as a constraint of Go.
const littleEndian = "386 || amd64 || arm || arm64 || loong64 || mips64le || mipsle || ppc64le || " +
	"riscv64 || wasm"

// Targets of one machine: a name in the files, a definition, a constraint.
var machines = map[string]struct{ name, define, constraint string }{
	"amd64":   {"x86", "x86", "386 || amd64 || wasm"},
	"386":     {"x86", "x86", "386 || amd64 || wasm"},
	"arm64":   {"arm64", "arm64", "arm64 || wasm"},
	"arm":     {"arm", "arm", "arm || wasm"},
	"loong64": {"loongarch", "loongarch", "loong64 || wasm"},
	"ppc64le": {"powerpc", "powerpc", "ppc64le || wasm"},
	"riscv64": {"riscv", "riscv", "riscv64 || wasm"},
}

// A flag that may be repeated.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

type options struct {
	ident, source, packageName  string
	stem, suffix, directory     string
	types, tags, targets, flags list
}

func main() {
	o, err := parse(os.Args[1:])
	if err == nil {
		err = o.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bpf2go:", err)
		os.Exit(1)
	}
}

func parse(args []string) (*options, error) {
	o := new(options)
	var ignored string
	var targets, flags string
	set := flag.NewFlagSet("bpf2go", flag.ExitOnError)
	set.Var(&o.types, "type", "a type to write, too; repeatable")
	set.Var(&o.tags, "tags", "a build constraint; repeatable")
	set.StringVar(&targets, "target", "bpfel",
		"bpfel, or a machine such as amd64; separated by ','")
	set.StringVar(&flags, "cflags", "", "flags of the compiler")
	set.StringVar(&o.packageName, "go-package", os.Getenv("GOPACKAGE"), "the package")
	set.StringVar(&o.stem, "output-stem", "", "how files begin; default: IDENT")
	set.StringVar(&o.suffix, "output-suffix", "", "how files end; for instance _test")
	set.StringVar(&o.directory, "output-dir", ".", "the folder of the files")
	for _, name := range []string{"cc", "strip", "makebase"} {
		set.StringVar(&ignored, name, "", "has no meaning")
	}
	for _, name := range []string{"no-strip", "no-global-types"} {
		set.Bool(name, false, "has no meaning")
	}
	set.Parse(args)
	rest := set.Args()
	if len(rest) < 2 {
		return nil, errors.New("expected IDENT and SOURCE")
	}
	o.ident, o.source = rest[0], rest[1]
	o.flags = strings.Fields(flags)
	if rest = rest[2:]; len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	o.flags = append(o.flags, rest...)
	if o.packageName == "" {
		return nil, errors.New("no package: run it by go generate, or give -go-package")
	}
	if o.stem == "" {
		o.stem = strings.ToLower(o.ident)
	}
	for _, target := range strings.Split(targets, ",") {
		if target != "bpfeb" { // the runtime is for little-endian machines
			o.targets = append(o.targets, target)
		}
	}
	return o, nil
}

func (o *options) run() error {
	for _, target := range o.targets {
		stem, constraint := o.stem, littleEndian
		flags := append(list{}, o.flags...)
		switch machine, known := machines[target]; {
		case known:
			stem += "_" + machine.name
			constraint = machine.constraint
			flags = append(flags, "-D__TARGET_ARCH_"+machine.define)
		case target != "bpfel" && target != "bpf" && target != "native":
			return fmt.Errorf("unknown target '%s'", target)
		}
		path := filepath.Join(o.directory, stem+"_bpfel"+o.suffix)
		if err := o.compile(path+".o", flags); err != nil {
			return err
		}
		if err := o.write(path, constraint); err != nil {
			return err
		}
	}
	return nil
}

func run(name string, args ...string) error {
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// compile leaves the old file if it fails, as write does.
func (o *options) compile(object string, flags []string) error {
	made := object + ".new"
	args := append([]string{"-target", "bpf", "-c", o.source, "-o", made}, flags...)
	if err := run("wasm-bpf-cc", args...); err != nil {
		return err
	}
	return os.Rename(made, object)
}

func (o *options) write(path, constraint string) error {
	made := path + ".go.new"
	defer os.Remove(made)
	args := []string{"--skeleton", "--lang", "bpf2go", "--name", o.ident, "--package",
		o.packageName, "-o", made, path + ".o"}
	for _, name := range o.types {
		args = append(args, "--type", name)
	}
	if err := run("btf2h", args...); err != nil {
		return err
	}
	text, err := os.ReadFile(made)
	if err != nil {
		return err
	}
	head, body, _ := bytes.Cut(text, []byte("\n"))
	text = fmt.Appendf(nil, "%s\n//go:build %s\n%s", head, o.constraint(constraint), body)
	if err := os.WriteFile(made, text, 0o666); err != nil {
		return err
	}
	return os.Rename(made, path+".go")
}

// Guests are for no Linux that Go knows.
func (o *options) constraint(machine string) string {
	constraint := "(" + machine + ")"
	for _, tag := range o.tags {
		if tag == "linux" {
			tag = "linux || wasip1"
		}
		constraint += " && (" + tag + ")"
	}
	return constraint
}

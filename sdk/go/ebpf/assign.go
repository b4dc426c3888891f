// SPDX-License-Identifier: MIT

package ebpf

import (
	"fmt"
	"reflect"
)

// assign visits the fields of a struct, and of structs in it, that have the tag `ebpf:"NAME"`,
// with a pointer to each. `set` says whether it knows the field's type.
func assign(to any, set func(field any, name string) (bool, error)) error {
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%T is not a pointer to a struct", to)
	}
	return assignStruct(v.Elem(), set)
}

func assignStruct(v reflect.Value, set func(field any, name string) (bool, error)) error {
	for i := range v.NumField() {
		field, at := v.Type().Field(i), v.Field(i)
		name := field.Tag.Get("ebpf")
		switch {
		case name == "" && at.Kind() == reflect.Struct:
			if err := assignStruct(at, set); err != nil {
				return err
			}
			continue
		case name == "" && at.Kind() == reflect.Pointer && field.Anonymous &&
			at.Type().Elem().Kind() == reflect.Struct && !at.IsNil():
			if err := assignStruct(at.Elem(), set); err != nil {
				return err
			}
			continue
		case name == "":
			continue
		}
		if !field.IsExported() {
			return fmt.Errorf("field '%s' is not exported", field.Name)
		}
		known, err := set(at.Addr().Interface(), name)
		if err == nil && !known {
			err = fmt.Errorf("field '%s': an object has no %s", field.Name, field.Type)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

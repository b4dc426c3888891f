// SPDX-License-Identifier: MIT

// Package frame takes apart what the runtime stores for reads of ring and perf buffers:
// records, each in a frame that starts at a multiple of 8 bytes.
package frame

import (
	"encoding/binary"
	"errors"
)

// Sizes of the heads of frames.
const (
	Head     = 8  // of a ring buffer: the size of the record that follows, that of the whole
	HeadPerf = 16 // of a perf buffer: these, the CPU, how many records were lost before
)

// ErrMalformed says that bytes are no frames.
var ErrMalformed = errors.New("malformed frame")

// Frame is a record. Data is a part of the bytes that it was found in.
type Frame struct {
	Data  []byte
	Whole uint32 // bytes that the record had: more than Data has where it was cut
	CPU   uint32
	Lost  uint32
}

// Take makes f the first frame of bytes, whose head has that many bytes, and gives what is
// behind it.
func (f *Frame) Take(bytes []byte, head int) (rest []byte, err error) {
	if len(bytes) < head || head < Head {
		return nil, ErrMalformed
	}
	size := binary.LittleEndian.Uint32(bytes)
	f.Whole = binary.LittleEndian.Uint32(bytes[4:])
	if uint64(size) > uint64(len(bytes)-head) || size > f.Whole {
		return nil, ErrMalformed
	}
	if head == HeadPerf {
		f.CPU = binary.LittleEndian.Uint32(bytes[8:])
		f.Lost = binary.LittleEndian.Uint32(bytes[12:])
	}
	end := head + int(size)
	f.Data = bytes[head:end:end]
	return bytes[min((end+7)&^7, len(bytes)):], nil
}

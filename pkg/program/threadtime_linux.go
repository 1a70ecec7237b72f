package program

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadTime returns a function that tells how long the calling thread has used a processor since, whoever calls it.
func threadTime() func() time.Duration {
	// The clock of a thread, as the kernel numbers it: the inverted id of the thread, "per thread" and "scheduled time".
	clock := int32(^unix.Gettid()<<3 | 6)
	read := func() (time.Duration, error) {
		var now unix.Timespec
		err := unix.ClockGettime(clock, &now)
		return time.Duration(now.Nano()), err
	}
	before, err := read()
	if err != nil {
		return wallTime()
	}
	return func() time.Duration {
		now, err := read()
		if err != nil {
			// The thread has ended, and its turn with it.
			return 0
		}
		return now - before
	}
}

//go:build !linux

package program

import "time"

// threadTime tells the time that has passed: other systems don't tell one thread the time of another.
func threadTime() func() time.Duration {
	return wallTime()
}

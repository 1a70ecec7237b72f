package program

import (
	"sync"
	"time"
)

// watch interrupts a turn that has used up its time on the processor: on a busy host, a turn that waits for others costs
// them nothing and goes on.
type watch struct {
	limit     time.Duration
	interrupt func()
}

// begin watches the turn that its caller begins, until the returned function is called. The caller stays on its thread.
func (w watch) begin() (end func()) {
	used := threadTime()
	var mu sync.Mutex
	var timer *time.Timer
	ended := false
	look := func() {
		mu.Lock()
		defer mu.Unlock()
		if ended {
			return
		}
		if left := w.limit - used(); left > 0 {
			timer.Reset(left)
			return
		}
		w.interrupt()
	}
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(w.limit, look)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
		timer.Stop()
	}
}

// wallTime returns a function that tells the time that has passed since.
func wallTime() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}

package program

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func TestInterruptsATurnThatUsesUpItsTimeOfTheProcessor(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var interrupted atomic.Bool
	end := watch{limit: 50 * time.Millisecond, interrupt: func() { interrupted.Store(true) }}.begin()
	defer end()
	for begun := time.Now(); !interrupted.Load(); {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("it was not interrupted")
		}
	}
}

func TestLetsATurnWaitForItsTurnOnABusyHost(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells the time that one thread used")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var interrupted atomic.Bool
	end := watch{limit: 100 * time.Millisecond, interrupt: func() { interrupted.Store(true) }}.begin()
	time.Sleep(500 * time.Millisecond)
	end()
	if interrupted.Load() {
		t.Fatal("it was interrupted without having worked")
	}
}

func TestInterruptsNothingAfterATurn(t *testing.T) {
	var interrupted atomic.Bool
	watch{limit: 20 * time.Millisecond, interrupt: func() { interrupted.Store(true) }}.begin()()
	for begun := time.Now(); time.Since(begun) < 100*time.Millisecond; {
		runtime.Gosched()
	}
	if interrupted.Load() {
		t.Fatal("it interrupted what came after")
	}
}

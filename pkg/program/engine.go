package program

import (
	_ "embed" // the program is part of the executable
	"fmt"
	"time"

	"modernc.org/quickjs"
)

//go:embed program.js
var source string

// Limits bound what one program may use.
type Limits struct {
	// Memory of the engine in bytes.
	Memory uintptr
	// Turn is how long the engine may work without a pause, in time of the processor where the system tells it.
	Turn time.Duration
	// Answer is how many bytes one call may return.
	Answer int
}

// DefaultLimits are generous for a fleet of a thousand series and years of nights.
var DefaultLimits = Limits{Memory: 512 << 20, Turn: 25 * time.Second, Answer: 64 << 20}

// engine is the JavaScript engine with the program in it. One goroutine owns it, and keeps its thread. To put another engine in its place,
// this file is all there is to write.
type engine struct {
	vm    *quickjs.VM
	watch watch
}

// newEngine evaluates the program. It calls ask for what it wants of the host, and done with what a call came to.
func newEngine(limits Limits, ask, done func(id int, first, second string)) (*engine, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	vm.SetMemoryLimit(limits.Memory)
	for name, function := range map[string]func(int, string, string){"hostAsk": ask, "hostDone": done} {
		if err := vm.RegisterHostFunc(name, hostFunc(name, function)); err != nil {
			return nil, err
		}
	}
	e := &engine{vm: vm, watch: watch{limit: limits.Turn, interrupt: vm.Interrupt}}
	defer e.watch.begin()()
	if _, err := vm.Eval(source, quickjs.EvalGlobal); err != nil {
		e.close()
		return nil, fmt.Errorf("the program can't be evaluated: %w", err)
	}
	return e, nil
}

// hostFunc makes a function of an id and two texts known to the program.
func hostFunc(name string, function func(int, string, string)) quickjs.HostFunc {
	return func(given []any) (any, error) {
		if len(given) == 3 {
			first, isText := given[1].(string)
			second, alsoText := given[2].(string)
			if id, isID := toInt(given[0]); isID && isText && alsoText {
				function(id, first, second)
				return nil, nil
			}
		}
		return nil, fmt.Errorf("%s takes an id and two texts", name)
	}
}

func toInt(given any) (int, bool) {
	switch id := given.(type) {
	case int:
		return id, true
	case float64:
		return int(id), true
	}
	return 0, false
}

// turn calls a function of the program, and everything that follows from it without waiting.
func (e *engine) turn(function string, id int, first, second string) error {
	defer e.watch.begin()()
	if _, err := e.vm.Call(function, id, first, second); err != nil {
		return err
	}
	_, err := e.vm.ExecutePendingJobs()
	return err
}

func (e *engine) close() {
	_ = e.vm.Close()
}

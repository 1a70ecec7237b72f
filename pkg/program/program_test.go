package program

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// underTest is a program that does what it is told.
const underTest = `
hostAsk(0, 'begun', '{}');
let waiting = {};
let nextId = 1;
globalThis.settle = (id, error, json) => hostDone(waiting[id], error, json);
globalThis.call = (id, method, json) => {
  switch (method) {
    case 'start': return hostDone(id, '', '');
    case 'echo': return hostDone(id, '', json);
    case 'fail': return hostDone(id, 'It went wrong.', '');
    case 'ask': waiting[nextId] = id; hostAsk(nextId, 'something', json); nextId += 1; return;
    case 'never': return;
    case 'abandon': hostDone(id, 'abandoned', ''); return hostAsk(0, 'abandoned', String(id));
    case 'spin': for (;;) {}
    case 'eat': {
      try {
        for (const all = []; ; ) all.push('x'.repeat(100000) + all.length);
      } catch (error) {
        return hostDone(id, error.name + ': ' + error.message, '');
      }
    }
    case 'throw': throw new Error('a bug');
    case 'large': return hostDone(id, '', JSON.stringify('x'.repeat(1000)));
  }
};`

type fakeHost struct {
	mu     sync.Mutex
	asked  []string
	logged []string
}

func (h *fakeHost) log(message string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.logged = append(h.logged, message)
}

func (h *fakeHost) hasLogged() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.logged) > 0
}

func (h *fakeHost) Ask(_ context.Context, what string, given json.RawMessage) (any, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, what)
	return map[string]string{"answer": string(given)}, nil
}

// awaitAsked waits until the host was asked for these, in whichever order, and for nothing else.
func (h *fakeHost) awaitAsked(t *testing.T, wanted ...string) {
	t.Helper()
	for tries := 0; ; tries++ {
		h.mu.Lock()
		asked := slices.Sorted(slices.Values(h.asked))
		h.mu.Unlock()
		if slices.Equal(asked, wanted) {
			return
		}
		if tries > 100 {
			t.Fatalf("it asked for %v, not for %v", asked, wanted)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func start(t *testing.T, limits Limits) (*Program, *fakeHost) {
	t.Helper()
	before := source
	source = underTest
	t.Cleanup(func() { source = before })
	host := &fakeHost{}
	running := Start(Options{Host: host, Settings: struct{}{}, Limits: limits, Broken: host.log, Worked: func(time.Duration) {}})
	t.Cleanup(running.Close)
	return running, host
}

func call(t *testing.T, running *Program, method string, given any) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	answer, err := running.Call(ctx, method, given)
	return string(answer), err
}

func TestCarriesQuestionsInAndAnswersOut(t *testing.T) {
	running, _ := start(t, DefaultLimits)
	if answer, err := call(t, running, "echo", map[string]int{"a": 1}); err != nil || answer != `{"a":1}` {
		t.Fatalf("%s, %v", answer, err)
	}
	if _, err := call(t, running, "fail", nil); err == nil || err.Error() != "It went wrong." {
		t.Fatalf("%v", err)
	}
	if answer, err := call(t, running, "ask", 7); err != nil || answer != `{"answer":"7"}` {
		t.Fatalf("%s, %v", answer, err)
	}
}

func TestLetsTheProgramAskWhileItIsEvaluated(t *testing.T) {
	running, host := start(t, DefaultLimits)
	if _, err := call(t, running, "echo", nil); err != nil {
		t.Fatal(err)
	}
	host.awaitAsked(t, "begun")
}

func TestAnswersManyAtOnce(t *testing.T) {
	running, _ := start(t, DefaultLimits)
	var all sync.WaitGroup
	for i := range 100 {
		all.Add(1)
		go func() {
			defer all.Done()
			if answer, err := running.Call(context.Background(), "ask", i); err != nil || len(answer) == 0 {
				t.Errorf("%s, %v", answer, err)
			}
		}()
	}
	all.Wait()
}

func TestTellsTheProgramThatNobodyWaits(t *testing.T) {
	running, host := start(t, DefaultLimits)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := running.Call(ctx, "never", nil); err == nil {
		t.Fatal("it answered")
	}
	host.awaitAsked(t, "abandoned", "begun")
}

func TestRestartsAProgramThatExceedsItsLimits(t *testing.T) {
	for _, method := range []string{"spin", "eat", "throw"} {
		t.Run(method, func(t *testing.T) {
			running, host := start(t, Limits{Memory: 16 << 20, Turn: 200 * time.Millisecond, Answer: 1000})
			if _, err := call(t, running, method, nil); err == nil {
				t.Fatal("it answered")
			}
			for begun := time.Now(); ; {
				answer, err := call(t, running, "echo", 1)
				if err == nil && answer == "1" && host.hasLogged() {
					break
				}
				if err != nil && !strings.Contains(err.Error(), "restarted") {
					t.Fatalf("%v", err)
				}
				if time.Since(begun) > 10*time.Second {
					t.Fatalf("it did not start again: %s, %v", answer, err)
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
}

func TestStartsAgainThoughNobodyAsks(t *testing.T) {
	running, _ := start(t, Limits{Memory: 16 << 20, Turn: 200 * time.Millisecond, Answer: 1000})
	if _, err := call(t, running, "spin", nil); err == nil {
		t.Fatal("it answered")
	}
	runs := make(chan bool)
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		running.post(context.Background(), func() { go func(is bool) { runs <- is }(running.engine != nil) })
		if <-runs {
			return
		}
	}
	t.Fatal("it did not start again")
}

func TestBoundsAnAnswer(t *testing.T) {
	running, _ := start(t, Limits{Memory: 16 << 20, Turn: time.Second, Answer: 1000})
	if _, err := call(t, running, "large", nil); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Fatalf("%v", err)
	}
}

func TestFailsCallsOfAClosedProgram(t *testing.T) {
	running, _ := start(t, DefaultLimits)
	running.Close()
	if _, err := call(t, running, "echo", 1); err == nil {
		t.Fatal("it answered")
	}
}

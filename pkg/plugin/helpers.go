package plugin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/program"
)

// HelperArgument makes this executable a helper: see RunHelper.
const HelperArgument = "analyse"

// mostHelpers bounds the memory that helpers use, and leaves the host's processors to others.
const mostHelpers = 3

// helperCount is how many engines work besides a data source's own: on one processor none would save time.
func helperCount() int {
	return min(runtime.GOMAXPROCS(0)-1, mostHelpers)
}

var errAllBusy = errors.New("all helpers are busy")

// helpers analyse metrics for the programs of data sources. All share them; one that nobody needed for a while ends. Each is a process of its
// own, for two engines in one wait for each other's memory: it gets no secrets and no environment, and can reach nothing.
type helpers struct {
	count   int
	lingers time.Duration
	log     log.Logger
	command func() (*exec.Cmd, error)

	mu   sync.Mutex
	busy int
	idle []*helper
}

func newHelpers() *helpers {
	return &helpers{count: helperCount(), lingers: lingers, log: log.DefaultLogger, command: func() (*exec.Cmd, error) {
		path, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return exec.Command(path, HelperArgument), nil
	}}
}

// helper is a process, to which a line is written for each that is read from it.
type helper struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	closing *time.Timer
}

// helperAnswer is one line of a helper.
type helperAnswer struct {
	Answer json.RawMessage `json:"answer,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// analyse has metrics analysed. Whoever asks does by itself what is refused.
func (h *helpers) analyse(ctx context.Context, given json.RawMessage) (json.RawMessage, error) {
	taken, err := h.take()
	if err != nil {
		return nil, err
	}
	answer, err := taken.ask(ctx, given)
	h.giveBack(taken, err == nil)
	if err != nil {
		h.log.Warn("A helper of detection failed", "error", err)
	}
	return answer, err
}

func (h *helpers) take() (*helper, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := len(h.idle) - 1; last >= 0 {
		taken := h.idle[last]
		h.idle = h.idle[:last]
		taken.closing.Stop()
		h.busy++
		return taken, nil
	}
	if h.busy >= h.count {
		return nil, errAllBusy
	}
	started, err := h.start()
	if err != nil {
		return nil, err
	}
	h.busy++
	return started, nil
}

func (h *helpers) start() (*helper, error) {
	command, err := h.command()
	if err != nil {
		return nil, err
	}
	if command.Env == nil {
		command.Env = []string{}
	}
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return &helper{command: command, in: in, out: lines(out)}, nil
}

func (h *helpers) giveBack(used *helper, works bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.busy--
	if !works {
		go used.end()
		return
	}
	h.idle = append(h.idle, used)
	used.closing = time.AfterFunc(h.lingers, func() { h.close(used) })
}

// close ends a helper, unless it was taken meanwhile.
func (h *helpers) close(unused *helper) {
	h.mu.Lock()
	isIdle := false
	for at, one := range h.idle {
		if one == unused {
			h.idle = append(h.idle[:at], h.idle[at+1:]...)
			isIdle = true
			break
		}
	}
	h.mu.Unlock()
	if isIdle {
		unused.end()
	}
}

// ask writes a line and waits for one. A helper of which nobody awaits the answer any more is ended.
func (h *helper) ask(ctx context.Context, given json.RawMessage) (json.RawMessage, error) {
	stop := context.AfterFunc(ctx, func() { _ = h.command.Process.Kill() })
	defer stop()
	if _, err := h.in.Write(append(given[:len(given):len(given)], '\n')); err != nil {
		return nil, err
	}
	if !h.out.Scan() {
		return nil, errors.Join(errors.New("it ended"), h.out.Err(), ctx.Err())
	}
	var read helperAnswer
	if err := json.Unmarshal(h.out.Bytes(), &read); err != nil {
		return nil, err
	}
	if read.Error != "" {
		return nil, errors.New(read.Error)
	}
	return read.Answer, ctx.Err()
}

// end closes what the helper reads, which ends it, and waits until it has.
func (h *helper) end() {
	_ = h.in.Close()
	patient := time.AfterFunc(time.Second, func() { _ = h.command.Process.Kill() })
	defer patient.Stop()
	_ = h.command.Wait()
}

// RunHelper analyses what it reads, line by line, until there is no more: its host closed it, or is gone.
func RunHelper(in io.Reader, out io.Writer) error {
	running := program.Start(program.Options{
		Host:   noHost{},
		Limits: program.DefaultLimits,
		Worked: func(time.Duration) {},
		// Whoever waits is told, and its host's log with it.
		Broken: func(string) {},
	})
	defer running.Close()
	asked := lines(in)
	for asked.Scan() {
		var said helperAnswer
		answer, err := running.Call(context.Background(), "analyse", json.RawMessage(asked.Bytes()))
		if err != nil {
			said.Error = err.Error()
		} else {
			said.Answer = answer
		}
		text, err := json.Marshal(said)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	return asked.Err()
}

// longestLine bounds what a batch of metrics, or what was found in them, may have.
const longestLine = 16 << 20

func lines(from io.Reader) *bufio.Scanner {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, longestLine)
	return scanner
}

// noHost is all that a helper may: it computes, and can reach nothing.
type noHost struct{}

func (noHost) Ask(_ context.Context, what string, _ json.RawMessage) (any, error) {
	return nil, fmt.Errorf("a helper has no %q", what)
}

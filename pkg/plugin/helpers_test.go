package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// TestMain makes this binary a helper where it is started as one.
func TestMain(m *testing.M) {
	if os.Getenv("AS_HELPER") != "" {
		if err := RunHelper(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func helpersInTest(count int, lingers time.Duration) *helpers {
	return &helpers{count: count, lingers: lingers, log: log.DefaultLogger, command: func() (*exec.Cmd, error) {
		command := exec.Command(os.Args[0])
		command.Env = []string{"AS_HELPER=1"}
		return command, nil
	}}
}

// batchInTest has a metric with a change, and one with too few values.
func batchInTest() json.RawMessage {
	values := make([]float64, 40)
	for at := range values {
		values[at] = 100 + float64(at%3)
		if at >= 20 {
			values[at] *= 0.9
		}
	}
	text, _ := json.Marshal(map[string]any{"preset": "normal", "tasks": []map[string]any{
		{"values": values, "smallestChange": 2, "looksBack": true},
		{"values": []float64{1, 2}, "smallestChange": 2, "looksBack": true},
	}})
	return text
}

func analyse(t *testing.T, h *helpers) {
	t.Helper()
	text, err := h.analyse(context.Background(), batchInTest())
	if err != nil {
		t.Fatal(err)
	}
	var answers []*struct {
		Analysis struct {
			Levels struct {
				ChangePoints []struct {
					Onset int `json:"onset"`
				} `json:"changePoints"`
			} `json:"levels"`
		} `json:"analysis"`
		Reported []json.RawMessage `json:"reported"`
	}
	if err := json.Unmarshal(text, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != 2 || answers[0] == nil || answers[1] != nil {
		t.Fatalf("%s", text)
	}
	if found := answers[0].Analysis.Levels.ChangePoints; len(found) != 1 || found[0].Onset != 20 || len(answers[0].Reported) != 1 {
		t.Fatalf("%s", text)
	}
}

func TestHelpersAnalyseMetricsAndEndWhenNobodyNeedsThem(t *testing.T) {
	h := helpersInTest(1, 300*time.Millisecond)
	analyse(t, h)
	first := h.idle[0]
	analyse(t, h)
	if h.idle[0] != first {
		t.Fatal("another process was started")
	}
	for tries := 0; ; tries++ {
		h.mu.Lock()
		left := len(h.idle)
		h.mu.Unlock()
		if left == 0 && errors.Is(first.command.Process.Signal(os.Interrupt), os.ErrProcessDone) {
			break
		}
		if tries > 200 {
			t.Fatal("it did not end")
		}
		time.Sleep(20 * time.Millisecond)
	}
	analyse(t, h)
}

func TestHelpersAreNoMoreThanTheyMay(t *testing.T) {
	h := helpersInTest(1, time.Minute)
	taken, err := h.take()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.analyse(context.Background(), batchInTest()); !errors.Is(err, errAllBusy) {
		t.Fatalf("%v", err)
	}
	h.giveBack(taken, true)
	analyse(t, h)
	none := helpersInTest(0, time.Minute)
	if _, err := none.analyse(context.Background(), batchInTest()); !errors.Is(err, errAllBusy) {
		t.Fatalf("%v", err)
	}
}

func TestHelpersThatFailAreReplaced(t *testing.T) {
	h := helpersInTest(1, time.Minute)
	if _, err := h.analyse(context.Background(), json.RawMessage(`{"preset":"normal","tasks":[{}]}`)); err == nil {
		t.Fatal("no error")
	}
	analyse(t, h)
	h.idle[0].command.Process.Kill()
	if _, err := h.analyse(context.Background(), batchInTest()); err == nil {
		t.Fatal("no error")
	}
	analyse(t, h)
}

func TestHelpersEndWithTheirContext(t *testing.T) {
	h := helpersInTest(1, time.Minute)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.analyse(ctx, batchInTest()); err == nil {
		t.Fatal("no error")
	}
	analyse(t, h)
}

func TestHelpersReachNothing(t *testing.T) {
	if _, err := (noHost{}).Ask(context.Background(), "http", nil); err == nil {
		t.Fatal("no error")
	}
	h := newHelpers()
	command, err := h.command()
	if err != nil || command.Args[1] != HelperArgument {
		t.Fatalf("%v, %v", command, err)
	}
}

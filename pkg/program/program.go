// Package program runs the plugin's TypeScript in a JavaScript engine, and carries questions in and answers out.
package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	firstBackoff = time.Second
	longBackoff  = 5 * time.Minute
	// A program that held for so long starts with the first backoff again.
	healthyAfter = 10 * time.Minute
)

// ErrClosed is returned by calls of a program that was closed.
var ErrClosed = errors.New("the program is closed")

// Host does for a program what an engine can't.
type Host interface {
	// Ask answers what the program asks for; the answer is sent as JSON.
	Ask(ctx context.Context, what string, given json.RawMessage) (any, error)
}

// Options are what a program is made of.
type Options struct {
	Host Host
	// Settings are given to the program each time it starts; where there are none, it waits for what it is asked.
	Settings any
	Limits   Limits
	// Broken is told when the program exceeded its limits and is restarted.
	Broken func(message string)
	// Worked is told how long each turn took.
	Worked func(time.Duration)
}

// Program is one engine with its event loop. An engine that exceeds its limits is thrown away: calls that wait for it
// fail, and another one starts after a pause, whether somebody asks or not.
type Program struct {
	options Options
	// turns are done one by one, by the goroutine that owns the engine.
	turns  chan func()
	ctx    context.Context
	cancel context.CancelFunc
	ended  sync.WaitGroup

	// What follows belongs to the goroutine of the engine.
	engine    *engine
	calls     map[int]chan<- outcome
	lastCall  int
	life      context.Context
	endLife   context.CancelFunc
	startedAt time.Time
	broken    error
	mayStart  time.Time
	backoff   time.Duration
}

type outcome struct {
	json string
	err  error
}

// Start returns a program that begins to work at once.
func Start(options Options) *Program {
	ctx, cancel := context.WithCancel(context.Background())
	p := &Program{options: options, turns: make(chan func()), ctx: ctx, cancel: cancel, calls: map[int]chan<- outcome{}}
	p.ended.Add(1)
	go p.loop()
	p.post(ctx, func() { _ = p.ensure() })
	return p
}

// Close stops the program; calls that wait fail.
func (p *Program) Close() {
	p.cancel()
	p.ended.Wait()
}

// Call asks the program something and waits for its answer, which is JSON.
func (p *Program) Call(ctx context.Context, method string, given any) (json.RawMessage, error) {
	text, err := json.Marshal(given)
	if err != nil {
		return nil, err
	}
	answer := make(chan outcome, 1)
	id := 0
	posted := p.post(ctx, func() {
		if err := p.ensure(); err != nil {
			answer <- outcome{err: err}
			return
		}
		id = p.begin(method, string(text), answer)
	})
	if !posted {
		return nil, errors.Join(ErrClosed, ctx.Err())
	}
	select {
	case result := <-answer:
		return json.RawMessage(result.json), result.err
	case <-ctx.Done():
		go p.post(p.ctx, func() { p.abandon(id) })
		return nil, ctx.Err()
	case <-p.ctx.Done():
		return nil, ErrClosed
	}
}

// post hands a turn to the goroutine of the engine; false where that or who asked has ended.
func (p *Program) post(ctx context.Context, turn func()) bool {
	select {
	case p.turns <- turn:
		return true
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
	return false
}

func (p *Program) loop() {
	defer p.ended.Done()
	// The time that a turn uses is that of its thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for {
		select {
		case turn := <-p.turns:
			turn()
		case <-p.ctx.Done():
			p.discard(ErrClosed)
			return
		}
	}
}

// ensure makes an engine where there is none, unless the last one broke just now.
func (p *Program) ensure() error {
	if p.engine != nil {
		return nil
	}
	if now := time.Now(); now.Before(p.mayStart) {
		return fmt.Errorf("%w; it starts again in %s", p.broken, p.mayStart.Sub(now).Round(time.Second))
	}
	// The program may ask for something while it is evaluated.
	p.life, p.endLife = context.WithCancel(p.ctx)
	engine, err := newEngine(p.options.Limits, p.asked, p.done)
	if err != nil {
		p.breakDown(err)
		return p.broken
	}
	p.engine = engine
	p.startedAt = time.Now()
	if p.options.Settings == nil {
		return nil
	}
	settings, err := json.Marshal(p.options.Settings)
	if err != nil {
		return err
	}
	p.begin("start", string(settings), make(chan outcome, 1))
	return nil
}

func (p *Program) begin(method, given string, answer chan<- outcome) int {
	p.lastCall++
	id := p.lastCall
	p.calls[id] = answer
	p.turn("call", id, method, given)
	return id
}

// abandon tells the program that nobody waits for a call any more.
func (p *Program) abandon(id int) {
	if _, waiting := p.calls[id]; waiting {
		p.turn("call", id, "abandon", "null")
	}
}

// turn lets the engine work. An error here is none of the program's own, which are answers: the engine gave up.
func (p *Program) turn(function string, id int, first, second string) {
	if p.engine == nil {
		return
	}
	began := time.Now()
	err := p.engine.turn(function, id, first, second)
	p.options.Worked(time.Since(began))
	if err != nil {
		p.breakDown(err)
	}
}

// asked is called by the program, while it works, for something that the host does. An id of 0 wants no answer.
func (p *Program) asked(id int, what, given string) {
	life, host := p.life, p.options.Host
	go func() {
		answer, err := host.Ask(life, what, json.RawMessage(given))
		if id == 0 || life.Err() != nil {
			return
		}
		text, failure := "", ""
		if err == nil && answer != nil {
			var bytes []byte
			bytes, err = json.Marshal(answer)
			text = string(bytes)
		}
		if err != nil {
			failure = err.Error()
		}
		p.post(life, func() {
			if life.Err() == nil {
				p.turn("settle", id, failure, text)
			}
		})
	}()
}

// done is called by the program with what a call came to.
func (p *Program) done(id int, failure, text string) {
	answer, waiting := p.calls[id]
	delete(p.calls, id)
	switch {
	case !waiting:
	case failure != "":
		answer <- outcome{err: errors.New(failure)}
	case len(text) > p.options.Limits.Answer:
		answer <- outcome{err: fmt.Errorf("the answer is larger than %d bytes; ask for less", p.options.Limits.Answer)}
	default:
		answer <- outcome{json: text}
	}
	if strings.HasPrefix(failure, "InternalError") {
		// The engine is still in use further up the stack: it is thrown away with the next turn.
		current := p.engine
		go p.post(p.ctx, func() {
			if p.engine == current {
				p.breakDown(errors.New(failure))
			}
		})
	}
}

// breakDown throws the engine away; another starts after a pause.
func (p *Program) breakDown(err error) {
	if p.engine != nil && time.Since(p.startedAt) > healthyAfter {
		p.backoff = 0
	}
	p.backoff = min(max(2*p.backoff, firstBackoff), longBackoff)
	p.mayStart = time.Now().Add(p.backoff)
	p.broken = fmt.Errorf("the program exceeded its limits and is restarted (%w)", err)
	p.options.Broken(p.broken.Error())
	p.discard(p.broken)
	time.AfterFunc(p.backoff, func() { p.post(p.ctx, func() { _ = p.ensure() }) })
}

func (p *Program) discard(err error) {
	if p.endLife != nil {
		p.endLife()
	}
	for id, answer := range p.calls {
		answer <- outcome{err: err}
		delete(p.calls, id)
	}
	if p.engine != nil {
		p.engine.close()
		p.engine = nil
	}
}

package plugin

import (
	"sync"
	"time"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/program"
)

// lingers is how long a program outlives its last user: Grafana makes an instance anew whenever its configuration
// changes, and that must not load everything again.
const lingers = time.Minute

// pool shares programs by their settings among all instances of this process.
type pool struct {
	mu       sync.Mutex
	programs map[string]*pooled
}

type pooled struct {
	program *program.Program
	users   int
	close   func()
}

// acquire returns the program of a key, which start makes where there is none. What it returns second gives it back.
func (p *pool) acquire(key string, start func() (*program.Program, func())) (*program.Program, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := p.programs[key]
	if found == nil {
		started, closeIt := start()
		found = &pooled{program: started, close: closeIt}
		p.programs[key] = found
	}
	found.users++
	return found.program, sync.OnceFunc(func() { p.release(key) })
}

func (p *pool) release(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := p.programs[key]
	found.users--
	if found.users == 0 {
		time.AfterFunc(lingers, func() { p.closeUnused(key, found) })
	}
}

func (p *pool) closeUnused(key string, unused *pooled) {
	p.mu.Lock()
	isUnused := unused.users == 0 && p.programs[key] == unused
	if isUnused {
		delete(p.programs, key)
	}
	p.mu.Unlock()
	if isUnused {
		unused.close()
	}
}

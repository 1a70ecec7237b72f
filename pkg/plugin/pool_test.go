package plugin

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/sglang-nightly/sglang-nightly-datasource/pkg/program"
)

func TestSharesAProgramAmongInstancesOfTheSameSettings(t *testing.T) {
	programs := &pool{programs: map[string]*pooled{}}
	started := 0
	start := func() (*program.Program, func()) {
		started++
		return nil, func() {}
	}
	_, giveBack := programs.acquire("a", start)
	_, giveBackAgain := programs.acquire("a", start)
	_, _ = programs.acquire("b", start)
	if started != 2 {
		t.Fatalf("%d programs were started", started)
	}
	giveBack()
	giveBack()
	if users := programs.programs["a"].users; users != 1 {
		t.Fatalf("%d use it", users)
	}
	giveBackAgain()
	// An instance that is made anew at once finds the program of before.
	_, _ = programs.acquire("a", start)
	programs.closeUnused("a", programs.programs["a"])
	if started != 2 || programs.programs["a"] == nil {
		t.Fatal("it was not kept")
	}
}

func TestClosesAProgramThatNobodyUses(t *testing.T) {
	programs := &pool{programs: map[string]*pooled{}}
	closed := false
	_, giveBack := programs.acquire("a", func() (*program.Program, func()) { return nil, func() { closed = true } })
	giveBack()
	programs.closeUnused("a", programs.programs["a"])
	if !closed || len(programs.programs) != 0 {
		t.Fatal("it was not closed")
	}
}

func TestGivesTheProgramNoToken(t *testing.T) {
	given := backend.DataSourceInstanceSettings{
		JSONData:                []byte(`{"source":"github","githubUrl":"https://api.github.com","repository":"me/fork"}`),
		DecryptedSecureJSONData: map[string]string{"githubToken": "secret", "collectorToken": "other"},
	}
	start, config, key, err := readSettings(1, given)
	if err != nil {
		t.Fatal(err)
	}
	if !start.GitHubWithToken || string(start.Options) != string(given.JSONData) {
		t.Fatalf("%+v", start)
	}
	if config.GitHubToken != "secret" || config.CollectorToken != "" || config.CollectorURL != "" {
		t.Fatalf("%+v", config)
	}
	given.DecryptedSecureJSONData = map[string]string{"githubToken": "another"}
	if _, _, other, _ := readSettings(1, given); other == key {
		t.Fatal("another token has the same key")
	}
}

package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var names = []string{"owner", "repository"}

func TestWritesWholeFilesAndReadsThemBack(t *testing.T) {
	store := New(t.TempDir())
	dir, err := store.Open(names)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		if err := store.Write(names, "1-1.night", text); err != nil {
			t.Fatal(err)
		}
		if read, err := store.Read(names, "1-1.night"); err != nil || *read != text {
			t.Fatalf("read %v, %v instead of %q", read, err, text)
		}
	}
	found, err := store.List(names)
	if err != nil || len(found) != 1 || found[0].Name != "1-1.night" {
		t.Fatalf("listed %v, %v", found, err)
	}
	if size, err := store.Size(names); err != nil || size != int64(len("second")) {
		t.Fatalf("size %d, %v", size, err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Fatalf("%d files are left, not one", len(entries))
	}
}

func TestSaysThatThereIsNoFile(t *testing.T) {
	store := New(t.TempDir())
	if _, err := store.Open(names); err != nil {
		t.Fatal(err)
	}
	if read, err := store.Read(names, "absent"); read != nil || err != nil {
		t.Fatalf("read %v, %v", read, err)
	}
}

func TestChangesTheVersionOfAFileWithItsContents(t *testing.T) {
	store := New(t.TempDir())
	versions := map[string]bool{}
	if _, err := store.Open(names); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"a", "ab"} {
		if err := store.Write(names, "x", text); err != nil {
			t.Fatal(err)
		}
		found, _ := store.List(names)
		versions[found[0].Version] = true
	}
	if len(versions) != 2 {
		t.Fatalf("versions %v", versions)
	}
}

func TestLetsNoNameLeaveTheRoot(t *testing.T) {
	store := New(t.TempDir())
	for _, name := range []string{"..", ".", "", "a/b", `a\b`, "/etc", ".hidden", strings.Repeat("x", 200), "a\x00b"} {
		if _, err := store.Open([]string{name}); err == nil {
			t.Errorf("opened the folder %q", name)
		}
		if err := store.Write(names, name, "x"); err == nil {
			t.Errorf("wrote the file %q", name)
		}
		if _, err := store.Read(names, name); err == nil {
			t.Errorf("read the file %q", name)
		}
	}
}

func TestRefusesWhereNothingCanBeWritten(t *testing.T) {
	if _, err := New("").Open(names); err == nil {
		t.Error("opened a folder without a root")
	}
	if _, err := New("/proc/nowhere").Open(names); err == nil {
		t.Error("opened a folder that can't be made")
	}
}

func TestRemovesWhatKilledWritesLeft(t *testing.T) {
	root := t.TempDir()
	store := New(root)
	dir, _ := store.Open(names)
	stale, fresh := filepath.Join(dir, ".1.night.aa.tmp"), filepath.Join(dir, ".2.night.bb.tmp")
	for _, path := range []string{stale, fresh} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * staleAfter)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(names); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); !os.IsNotExist(err) {
		t.Error("the stale file is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("the file of a write that may go on is gone")
	}
}

func TestFindsTheFolderBesideThePlugins(t *testing.T) {
	data := t.TempDir()
	cache := t.TempDir()
	t.Setenv("GF_PATHS_DATA", "")
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	for _, executable := range []string{
		filepath.Join(data, "plugins", "sglang-nightly-datasource", "gpx_sglang_nightly_linux_amd64"),
		filepath.Join(data, "plugins", "sglang-nightly-datasource", "dist", "gpx_sglang_nightly_linux_amd64"),
	} {
		if found := parents(executable); found[0] != data {
			t.Errorf("%s gives %v", executable, found)
		}
	}
	if found := parents(filepath.Join(data, "elsewhere", "gpx")); len(found) != 1 {
		t.Errorf("a folder that is none of Grafana's gives %v", found)
	}
	t.Setenv("GF_PATHS_DATA", "/grafana")
	if found := parents(""); found[0] != "/grafana" {
		t.Errorf("Grafana's data folder is not the first: %v", found)
	}
}

func TestTakesTheFirstFolderThatCanBeWritten(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("GF_PLUGIN_DATA_DIR", "")
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GF_PATHS_DATA", blocked)
	root := Root()
	if !strings.HasPrefix(root, cache) {
		t.Errorf("%s is not below %s", root, cache)
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 0 {
		t.Errorf("something is left in %s: %v %v", root, entries, err)
	}
	t.Setenv("GF_PLUGIN_DATA_DIR", "/named")
	if root := Root(); root != "/named" {
		t.Errorf("what the configuration names is not taken: %s", root)
	}
}

func TestFollowsNoLinkOutOfTheRoot(t *testing.T) {
	outside, root := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	store := New(root)
	dir, err := store.Open(names)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "events.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(root, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	if read, err := store.Read(names, "events.json"); err == nil {
		t.Fatalf("read %v through a link", *read)
	}
	if _, err := store.Open([]string{"elsewhere"}); err == nil {
		t.Fatal("opened a folder through a link")
	}
	if err := store.Write([]string{"elsewhere"}, "x", "y"); err == nil {
		t.Fatal("wrote through a link")
	}
	if err := store.Write(names, "events.json", "ours"); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(secret); string(text) != "secret" {
		t.Fatalf("what a link led to is now %q", text)
	}
}

func TestMakesAFolderAnewThatWasDeletedMeanwhile(t *testing.T) {
	root := filepath.Join(t.TempDir(), "data")
	store := New(root)
	if _, err := store.Open(names); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	if err := store.Write(names, "1-1.night", "text"); err != nil {
		t.Fatal(err)
	}
	if read, err := store.Read(names, "1-1.night"); err != nil || read == nil || *read != "text" {
		t.Fatalf("read %v, %v", read, err)
	}
}

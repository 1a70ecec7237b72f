// Package files keeps an archive's files in folders below one root.
package files

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const (
	// largestFile bounds what one file may bring into memory.
	largestFile = 64 << 20
	// staleAfter is how old a temporary file must be to be one that a killed write left.
	staleAfter = time.Hour
	suffix     = ".tmp"
)

// ErrNoFolder says that there is no place to write.
var ErrNoFolder = errors.New("no folder can be written; set data_dir in [plugin.sglang-nightly-datasource]")

var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,139}$`)

// Store is a tree of folders with files. Names come from settings and from runs: none may leave the root.
type Store struct {
	root string
}

// New returns a store below root; without a root nothing can be opened.
func New(root string) *Store {
	return &Store{root: root}
}

// Root returns the first of these folders in which files can be written: the one that Grafana's configuration names for the
// plugin, the one below Grafana's data folder, the one beside the folder of plugins (/var/lib/grafana of packages and
// images), the one in the user's cache. It is never the plugin's own folder, for a file there would break the plugin's
// signature. A folder that the configuration names is taken whether or not it can be written, so that a mistake is seen.
func Root() string {
	if dir := os.Getenv("GF_PLUGIN_DATA_DIR"); dir != "" {
		return dir
	}
	executable, _ := os.Executable()
	for _, parent := range parents(executable) {
		dir := filepath.Join(parent, ownFolder)
		if isWritable(dir) {
			return dir
		}
	}
	return ""
}

const (
	ownFolder = "sglang-nightly"
	pluginsID = "sglang-nightly-datasource"
)

// parents returns where a data folder may lie, by what is known of this process.
func parents(executable string) []string {
	var all []string
	if dir := os.Getenv("GF_PATHS_DATA"); dir != "" {
		all = append(all, dir)
	}
	// …/plugins/sglang-nightly-datasource/gpx_sglang_nightly_linux_amd64, or the same below dist.
	own := filepath.Dir(executable)
	if filepath.Base(own) == "dist" {
		own = filepath.Dir(own)
	}
	if plugins := filepath.Dir(own); filepath.Base(own) == pluginsID && filepath.Base(plugins) == "plugins" {
		all = append(all, filepath.Dir(plugins))
	}
	if dir, err := os.UserCacheDir(); err == nil {
		all = append(all, dir)
	}
	return all
}

func isWritable(dir string) bool {
	return makeWritable(dir) == nil
}

// makeWritable makes a folder where it is missing, and tries to write there. It leaves no file behind.
func makeWritable(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	probe, err := os.CreateTemp(dir, ".probe-*"+suffix)
	if err != nil {
		return err
	}
	_ = probe.Close()
	return os.Remove(probe.Name())
}

// Open makes a folder where it is missing, and returns its path if files can be written there. What killed writes left
// in it is removed.
func (s *Store) Open(names []string) (string, error) {
	dir, err := s.folder(names)
	if err != nil {
		return "", err
	}
	if err := makeWritable(dir); err != nil {
		return "", err
	}
	removeStale(dir)
	return dir, nil
}

// Info is a file of a folder; its version changes when its contents do.
type Info struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// List returns a folder's files.
func (s *Store) List(names []string) ([]Info, error) {
	dir, err := s.folder(names)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	found := []Info{}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && plainName.MatchString(entry.Name()) {
			version := fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
			found = append(found, Info{Name: entry.Name(), Version: version})
		}
	}
	return found, nil
}

// Read returns a file's text, or nil where there is none of that name.
func (s *Store) Read(names []string, name string) (*string, error) {
	path, err := s.file(names, name)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	bytes, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if err != nil {
		return nil, err
	}
	if len(bytes) > largestFile {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, largestFile)
	}
	text := string(bytes)
	return &text, nil
}

// Remove removes a file; one that is gone already is no error.
func (s *Store) Remove(names []string, name string) error {
	path, err := s.file(names, name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Write writes a file as a whole or not at all: under a name of its own, synced, then renamed.
func (s *Store) Write(names []string, name, text string) (err error) {
	path, err := s.file(names, name)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temporary := filepath.Join(dir, "."+name+"."+random()+suffix)
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary)
		}
	}()
	_, err = file.WriteString(text)
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if err = os.Rename(temporary, path); err != nil {
		return err
	}
	syncFolder(dir)
	return nil
}

// Size returns how many bytes a folder's files have.
func (s *Store) Size(names []string) (int64, error) {
	dir, err := s.folder(names)
	if err != nil {
		return 0, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	var size int64
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return size, nil
}

func (s *Store) folder(names []string) (string, error) {
	if s.root == "" {
		return "", ErrNoFolder
	}
	for _, name := range names {
		if !plainName.MatchString(name) {
			return "", fmt.Errorf("%q can't be the name of a folder", name)
		}
	}
	return filepath.Join(append([]string{s.root}, names...)...), nil
}

func (s *Store) file(names []string, name string) (string, error) {
	dir, err := s.folder(names)
	if err != nil {
		return "", err
	}
	if !plainName.MatchString(name) {
		return "", fmt.Errorf("%q can't be the name of a file", name)
	}
	return filepath.Join(dir, name), nil
}

func removeStale(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") || !strings.HasSuffix(entry.Name(), suffix) {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// syncFolder makes a rename outlive a power failure, where the file system can.
func syncFolder(dir string) {
	if handle, err := os.Open(dir); err == nil {
		_ = handle.Sync()
		_ = handle.Close()
	}
}

func random() string {
	bytes := make([]byte, 8)
	_, _ = rand.Read(bytes)
	return hex.EncodeToString(bytes)
}

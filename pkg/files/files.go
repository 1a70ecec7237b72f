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

	folderMode = 0o750
	fileMode   = 0o640
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
	return New(dir).inRoot(func(root *os.Root) error { return makeWritable(root, ".") }) == nil
}

// inRoot does something below the root, which is made where it is missing: it may be deleted while Grafana runs. No link
// leads out of it.
func (s *Store) inRoot(do func(root *os.Root) error) error {
	if s.root == "" {
		return ErrNoFolder
	}
	if err := os.MkdirAll(s.root, folderMode); err != nil {
		return err
	}
	root, err := os.OpenRoot(s.root)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	return do(root)
}

// makeWritable makes a folder where it is missing, and tries to write there. It leaves no file behind.
func makeWritable(root *os.Root, dir string) error {
	if err := root.MkdirAll(dir, folderMode); err != nil {
		return err
	}
	name := filepath.Join(dir, ".probe-"+random()+suffix)
	probe, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_ = probe.Close()
	return root.Remove(name)
}

// Open makes a folder where it is missing, and returns its path if files can be written there. What killed writes left
// in it is removed.
func (s *Store) Open(names []string) (string, error) {
	dir, err := folder(names)
	if err != nil {
		return "", err
	}
	err = s.inRoot(func(root *os.Root) error {
		if err := makeWritable(root, dir); err != nil {
			return err
		}
		removeStale(root, dir)
		return nil
	})
	if err != nil {
		return "", err
	}
	return filepath.Join(s.root, dir), nil
}

// Info is a file of a folder; its version changes when its contents do.
type Info struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// List returns a folder's files.
func (s *Store) List(names []string) ([]Info, error) {
	found := []Info{}
	err := s.eachFile(names, func(info fs.FileInfo) {
		version := fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
		found = append(found, Info{Name: info.Name(), Version: version})
	})
	return found, err
}

// Read returns a file's text, or nil where there is none of that name.
func (s *Store) Read(names []string, name string) (text *string, err error) {
	path, err := file(names, name)
	if err != nil {
		return nil, err
	}
	err = s.inRoot(func(root *os.Root) error {
		file, err := root.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		bytes, err := io.ReadAll(io.LimitReader(file, largestFile+1))
		if err != nil {
			return err
		}
		if len(bytes) > largestFile {
			return fmt.Errorf("%s is larger than %d bytes", path, largestFile)
		}
		read := string(bytes)
		text = &read
		return nil
	})
	return text, err
}

// Remove removes a file; one that is gone already is no error.
func (s *Store) Remove(names []string, name string) error {
	path, err := file(names, name)
	if err != nil {
		return err
	}
	return s.inRoot(func(root *os.Root) error {
		if err := root.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// Write writes a file as a whole or not at all: under a name of its own, synced, then renamed.
func (s *Store) Write(names []string, name, text string) error {
	path, err := file(names, name)
	if err != nil {
		return err
	}
	return s.inRoot(func(root *os.Root) error { return writeWhole(root, path, text) })
}

func writeWhole(root *os.Root, path, text string) (err error) {
	dir, name := filepath.Split(path)
	// The folder may have been deleted while Grafana runs.
	if err = root.MkdirAll(filepath.Clean(dir), folderMode); err != nil {
		return err
	}
	temporary := filepath.Join(dir, "."+name+"."+random()+suffix)
	file, err := root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = root.Remove(temporary)
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
	if err = root.Rename(temporary, path); err != nil {
		return err
	}
	syncFolder(root, dir)
	return nil
}

// Size returns how many bytes a folder's files have.
func (s *Store) Size(names []string) (size int64, err error) {
	err = s.eachFile(names, func(info fs.FileInfo) { size += info.Size() })
	return size, err
}

// eachFile does something with each file of a folder: links and what has another kind of name are none.
func (s *Store) eachFile(names []string, do func(info fs.FileInfo)) error {
	dir, err := folder(names)
	if err != nil {
		return err
	}
	return s.inRoot(func(root *os.Root) error {
		entries, err := fs.ReadDir(root.FS(), dir)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && plainName.MatchString(entry.Name()) {
				do(info)
			}
		}
		return nil
	})
}

// folder returns a path below the root.
func folder(names []string) (string, error) {
	for _, name := range names {
		if !plainName.MatchString(name) {
			return "", fmt.Errorf("%q can't be the name of a folder", name)
		}
	}
	return filepath.Join(append([]string{"."}, names...)...), nil
}

func file(names []string, name string) (string, error) {
	dir, err := folder(names)
	if err != nil {
		return "", err
	}
	if !plainName.MatchString(name) {
		return "", fmt.Errorf("%q can't be the name of a file", name)
	}
	return filepath.Join(dir, name), nil
}

func removeStale(root *os.Root, dir string) {
	entries, _ := fs.ReadDir(root.FS(), dir)
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") || !strings.HasSuffix(entry.Name(), suffix) {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = root.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// syncFolder makes a rename outlive a power failure, where the file system can.
func syncFolder(root *os.Root, dir string) {
	if handle, err := root.Open(filepath.Clean(dir)); err == nil {
		_ = handle.Sync()
		_ = handle.Close()
	}
}

func random() string {
	bytes := make([]byte, 8)
	_, _ = rand.Read(bytes)
	return hex.EncodeToString(bytes)
}

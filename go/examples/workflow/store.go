// What the workflow keeps on disk: the suspended run, and a ledger of the steps that were taken.

package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	monty "github.com/ricochet1k/monty-go/go"
)

// store is a folder with a run, its key, and the ledger, which stands for the world outside: warehouse, bank and post.
type store struct {
	folder string
	key    [32]byte
}

// openStore opens a folder, and makes it and its key the first time. The key seals the dumps: whoever could change one could take
// over the process that loads it.
func openStore(folder string) (*store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s := &store{folder: folder}
	path := filepath.Join(folder, "key")
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		rand.Read(s.key[:])
		return s, replace(path, s.key[:])
	}
	if err == nil && copy(s.key[:], key) != len(s.key) {
		err = errors.New("the key is too short")
	}
	return s, err
}

// replace writes a file so that it has either its old content or the new one, whatever happens.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// save writes the suspended run.
func (s *store) save(snapshot *monty.Snapshot) error {
	dump, err := snapshot.Dump()
	if err != nil {
		return err
	}
	return replace(filepath.Join(s.folder, "run"), dump)
}

// resume loads the suspended run. The error is os.ErrNotExist if there is none yet.
func (s *store) resume() (*monty.Progress, error) {
	dump, err := os.ReadFile(filepath.Join(s.folder, "run"))
	if err != nil {
		return nil, err
	}
	return monty.SnapshotFromBytes(dump, monty.WithDumpKey(s.key))
}

// step takes the step that the run waits for, and answers with what came of it.
func (s *store) step(ctx context.Context, p *monty.Progress, mayDie func()) (*monty.Progress, error) {
	value, err := s.steps(p.CallID).Call(ctx, p)
	mayDie() // the step is taken, but the run does not know it
	if err != nil {
		return p.Snapshot.ResumeException(p.CallID, monty.ToPythonError(err))
	}
	return p.Snapshot.Resume(p.CallID, value)
}

// steps are the functions of the script. Each is taken under a key, the number of the call: asked for again with the same one,
// the world outside answers as it did the first time.
func (s *store) steps(callID uint32) monty.Functions {
	return monty.Functions{
		"reserve": func(item string, quantity int) (string, error) {
			return s.once(callID, fmt.Sprintf("reserve %d %s", quantity, item), "R-"+item)
		},
		"charge": func(customer string, total monty.Decimal) (string, error) {
			if amount, ok := new(big.Rat).SetString(total.Text()); !ok || amount.Cmp(big.NewRat(100, 1)) > 0 {
				return "", monty.ValueError.Newf("%s may be charged 100 at a time", customer)
			}
			return s.once(callID, fmt.Sprintf("charge %s %s", customer, total.Text()), "C-"+customer)
		},
		"ship": func(reservation string, parcel int) (string, error) {
			return s.once(callID, fmt.Sprintf("ship %s parcel %d", reservation, parcel), fmt.Sprintf("T-%d", parcel))
		},
	}
}

// once adds an entry to the ledger unless there is one under its key, and returns the result of the step.
func (s *store) once(callID uint32, entry, result string) (string, error) {
	path := filepath.Join(s.folder, "ledger")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return "", err
	}
	defer f.Close()
	key := fmt.Sprintf("%d ", callID)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if taken, found := strings.CutPrefix(lines.Text(), key); found {
			if taken != entry {
				return "", fmt.Errorf("step %swas %q before, and is %q now", key, taken, entry)
			}
			return result, nil
		}
	}
	if _, err := f.WriteString(key + entry + "\n"); err != nil {
		return "", err
	}
	return result, f.Sync()
}

package monty

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

// messageCase is one message of schema/vectors/message.
type messageCase struct {
	ID, Message, Hex, Conversation string
}

func messageCases(t *testing.T, file string) []messageCase {
	t.Helper()
	var cases []messageCase
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile("../schema/vectors/message/"+file)), &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

// partner holds conversations with the library.
type partner struct {
	program *program
	run     *run
	kept    []byte // the last dump
}

// status is the one that a reply of this kind comes with; an error says it itself.
func (c messageCase) status(t *testing.T) int {
	data := unhex(t, c.Hex)
	switch {
	case c.Message == "error":
		return int(data[1])
	case c.Message == "event" && data[1] == eventRaised:
		return statusRaised
	}
	return statusOK
}

// operations are the requests that let Python run.
var operations = map[string]operation{"start": opStart, "answer": opResume, "feed": opFeed, "call": opCall}

// say sends a request and compares the reply.
func (p *partner) say(t *testing.T, request, reply messageCase) {
	t.Helper()
	sent, want := unhex(t, request.Hex), unhex(t, reply.Hex)
	switch request.Message {
	case "compile":
		p.compile(t, sent, reply, want)
		return
	case "new-session":
		session, err := newSessionRun(sent)
		if err == nil {
			p.run.free()
			p.run = session
		}
		sameReply(t, reply, nil, err, want)
		return
	case "functions":
		names, err := p.run.functionNames()
		sameReply(t, reply, names, err, want)
		return
	case "reset":
		if ok := p.run.reset(); ok != (reply.Message == "nothing") {
			t.Fatalf("%s: a reset returned %t", reply.ID, ok)
		}
		return
	case "cancel":
		p.run.cancel()
		return
	case "dump":
		dump, err := p.run.dump(nil)
		if err == nil {
			p.kept = dump
		}
		sameReply(t, reply, nil, err, want)
		return
	case "load-options":
		loaded, described, err := loadRun(p.kept, nil, sent)
		if err == nil {
			p.run.free()
			p.run = loaded
		}
		sameReply(t, reply, described, err, want)
		return
	}
	op, ok := operations[request.Message]
	if !ok {
		t.Fatalf("%s: %s is no request", request.ID, request.Message)
	}
	status, got := p.run.cross(op, p.program, sent, nil)
	got = bytes.Clone(got)
	p.run.releaseReply()
	switch {
	case status != reply.status(t):
		t.Fatalf("%s: status %d, want %d", reply.ID, status, reply.status(t))
	case reply.Message == "error":
		sameFailure(t, reply, decodeFailure(status, got), decodeFailure(status, want))
	case !bytes.Equal(got, want):
		t.Fatalf("%s: replied\n%x, want\n%x", reply.ID, got, want)
	}
}

// sameReply compares the reply of a request that lets no Python run, or its error.
func sameReply(t *testing.T, reply messageCase, got []byte, err error, want []byte) {
	t.Helper()
	switch {
	case reply.Message == "error" && err != nil:
		sameFailure(t, reply, err, decodeFailure(reply.status(t), want))
	case reply.Message == "error" || err != nil || !bytes.Equal(got, want):
		t.Fatalf("%s: replied %x, %v, want %x", reply.ID, got, err, want)
	}
}

func (p *partner) compile(t *testing.T, sent []byte, reply messageCase, want []byte) {
	t.Helper()
	program, got, err := compileProgram(sent)
	var raised *PythonError
	switch {
	case reply.Message == "program" && err == nil:
		p.program = program
		if !bytes.Equal(got, want) {
			t.Fatalf("%s: replied %x, want %x", reply.ID, got, want)
		}
	case reply.Message == "event" && errors.As(err, &raised):
		if expected := must[*PythonError](t)(decodeRaised(want)); !reflect.DeepEqual(raised, expected) {
			t.Fatalf("%s: raised\n%+v, want\n%+v", reply.ID, raised, expected)
		}
	case reply.Message == "error" && err != nil:
		sameFailure(t, reply, err, decodeFailure(reply.status(t), want))
	default:
		t.Fatalf("%s: replied %x, %v", reply.ID, got, err)
	}
}

// sameFailure compares all but the sentence for people.
func sameFailure(t *testing.T, c messageCase, got, want error) {
	t.Helper()
	var g, w *Error
	if !errors.As(got, &g) || !errors.As(want, &w) || g.Offset != w.Offset || g.kind != w.kind {
		t.Fatalf("%s: %v, want %v", c.ID, got, want)
	}
}

func TestConversationsOfTheVectors(t *testing.T) {
	held(t, "conversations.json", 160)
}

func TestDumpsOfTheVectorsGoOn(t *testing.T) {
	held(t, "dumps.json", 10)
}

// held holds all conversations of a file, of which there must be some.
func held(t *testing.T, file string, least int) {
	cases := messageCases(t, file)
	count := 0
	for len(cases) > 0 {
		name := cases[0].Conversation
		count++
		n := 0
		for n < len(cases) && cases[n].Conversation == name {
			n++
		}
		conversation := cases[:n]
		cases = cases[n:]
		t.Run(name, func(t *testing.T) {
			p := partner{run: must[*run](t)(acquireRun())}
			for i := 0; i < len(conversation); i += 2 {
				p.say(t, conversation[i], conversation[i+1])
			}
			p.run.free()
			if p.program != nil {
				p.program.close()
			}
		})
	}
	if count < least {
		t.Errorf("only %d conversations", count)
	}
}

func TestRepliesOfTheVectorsAreDecoded(t *testing.T) {
	seen := map[string]int{}
	for _, c := range append(messageCases(t, "conversations.json"), messageCases(t, "single.json")...) {
		data := unhex(t, c.Hex)
		var err error
		switch c.Message {
		case "event":
			_, err = decodeEvent(data, new(lastNames), nil)
		case "program":
			_, err = decodeProgramInfo(data)
		case "info":
			_, err = decodeInfo(data)
		case "error":
			if failed := decodeFailure(int(data[1]), data); strings.Contains(failed.Error(), "cannot be read") {
				err = failed
			}
		default:
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
		seen[c.Message]++
	}
	if len(seen) != 4 {
		t.Errorf("replies seen: %v", seen)
	}
}

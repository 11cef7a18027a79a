// Command agent shows a loop in which a model writes Python that calls tools: the model sees the stubs of the tools and what
// its last script did, and answers with the next script, until it has an answer for the user.
//
// The model here is canned, so that the program runs anywhere; put a real one behind the interface model. All else is real:
// the sandbox, its limits, the tools, and how errors go back to the model.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// model answers a conversation with the next script.
type model interface {
	next(ctx context.Context, conversation []message) (script string, err error)
}

// message is one turn: what the user asked, a script of the model, or what came of it.
type message struct{ role, text string }

// maxTurns is how many scripts the model gets.
const maxTurns = 5

func main() {
	answer, err := answerQuestion(context.Background(), os.Stdout, &canned{}, newOffice(), "Which customer owes us most, and in which city?")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("\nanswer:", answer)
}

// answerQuestion runs the loop, and shows it on w. The session keeps the variables of one script for the next.
func answerQuestion(ctx context.Context, w io.Writer, m model, o *office, question string) (string, error) {
	var final string
	var finished bool
	tools := o.tools()
	tools["finish"] = monty.Func(func(answer string) { final, finished = answer, true }, "answer").WithDoc("Ends with the answer for the user.")
	session, err := monty.NewSession("script.py", monty.WithFunctions(tools), monty.WithLimits(monty.Limits{
		MaxDuration: 2 * time.Second, MaxMemory: 64 << 20, MaxSuspensions: 200, MaxOutput: 16 << 10,
	}))
	if err != nil {
		return "", err
	}
	defer session.Close()

	conversation := []message{{"system", "Write Python. You can call:\n\n" + tools.Stubs()}, {"user", question}}
	for range maxTurns {
		script, err := m.next(ctx, conversation)
		if err != nil {
			return "", fmt.Errorf("the model: %w", err)
		}
		fmt.Fprintf(w, "script:\n%s\n", indent(script))
		var printed bytes.Buffer
		value, err := session.FeedContext(ctx, script, nil, monty.WithStdout(&printed))
		if finished {
			return final, nil
		}
		result, err := report(printed.String(), value, err)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(w, "result:\n%s\n", indent(result))
		conversation = append(conversation, message{"assistant", script}, message{"tool", result})
	}
	return "", errors.New("the model has not come to an answer")
}

// report is what the model learns of its script. An exception is for the model, with its traceback, so that it can mend the
// script; any other error ends the loop.
func report(printed string, value monty.Object, err error) (string, error) {
	var exception *monty.PythonError
	switch {
	case errors.As(err, &exception):
		return printed + fmt.Sprintf("%+v\n", exception), nil
	case err != nil:
		return "", err
	case value == monty.Object(monty.None{}):
		return printed, nil
	}
	return printed + value.String() + "\n", nil
}

func indent(text string) string {
	var b bytes.Buffer
	for line := range bytes.Lines([]byte(text)) {
		b.WriteString("    ")
		b.Write(line)
	}
	return b.String()
}

// Package swarmcheck is the adapter SDK of swarmcheck for Go 1.21 and later: copy this folder into your module.
//
//	type server struct{ ... }
//
//	func (s *server) Handle(event swarmcheck.Event, out *swarmcheck.Outbox) { ... } // takes one event
//	func (s *server) View() any  { ... }                                           // what properties see
//	func (s *server) State() any { ... }                                           // the rest of what it remembers
//
//	func main() { // born makes a server that comes up
//		swarmcheck.Serve(swarmcheck.Hello{Name: "my server", Shape: "raft"}, born)
//	}
//
// A step must depend on nothing but the state and the event: no clock, no randomness, no goroutines that outlive
// it. A panic in a step is a finding about your code. What it prints goes to standard error. Inside (inside.go)
// reads the state of any value by reflection.
package swarmcheck

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Hello is what an adapter says of itself. Serve sets Protocol, the version of the adapter protocol, and Lives.
type Hello struct {
	Protocol int    `json:"protocol"`
	Lives    bool   `json:"lives"`
	Name     string `json:"name"` // for instance "etcd/raft 3.6.0"
	// Shape is the name of the suite whose messages and views the adapter speaks.
	Shape string `json:"shape,omitempty"`
	// Loads says that each Node is a Loader, and Renames that it is a Renamer.
	Loads   bool `json:"loads"`
	Renames bool `json:"renames"`
}

// Birth is what a node knows when it comes up.
type Birth struct {
	Self    string          `json:"self"`
	Nodes   []string        `json:"nodes"`
	Setting json.RawMessage `json:"setting"`
	// Durable is the record that survived a crash; nil at the first birth.
	Durable json.RawMessage `json:"durable"`
	Draw    json.RawMessage `json:"draw"`
}

// Event is one event; Type is "message", "timeout", "input", "persisted" or "reply".
type Event struct {
	Type    string          `json:"type"`
	From    string          `json:"from"`
	Timer   string          `json:"timer"`
	Message json.RawMessage `json:"message"`
	Input   json.RawMessage `json:"input"`
	Record  json.RawMessage `json:"record"`
	Reply   json.RawMessage `json:"reply"`
	Draw    json.RawMessage `json:"draw"`
}

// Node is one instance of the implementation. Nodes are spelled by their names in views and messages.
type Node interface {
	Handle(event Event, out *Outbox)
	View() any
	State() any
}

// Answerer is a Node that answers calls. An answer changes nothing.
type Answerer interface {
	Answer(request json.RawMessage) any
}

// Loader is a Node that can become the one whose State is given, instead of living through its past.
type Loader interface{ Load(state json.RawMessage) }

// Renamer is a Node that gives a State with other names of nodes.
type Renamer interface {
	Rename(state json.RawMessage, names map[string]string) any
}

// Outbox takes the effects of one step, in order. Values are encoded at once, so a step may go on changing them.
type Outbox struct{ effects []json.RawMessage }

// Send puts a message on the link to a node.
func (o *Outbox) Send(to string, message any) {
	o.add(object{"type": "send", "to": to, "message": message})
}

// Call asks a node; the event "reply" brings the outcome.
func (o *Outbox) Call(to string, request any) {
	o.add(object{"type": "call", "to": to, "request": request})
}

// Output tells something to the outside.
func (o *Outbox) Output(value any) { o.add(object{"type": "output", "value": value}) }

// Persist writes a record that survives a crash; the event "persisted" follows.
func (o *Outbox) Persist(record any) { o.add(object{"type": "persist", "record": record}) }

// Arm starts a timer, or starts it again.
func (o *Outbox) Arm(timer string) { o.add(object{"type": "arm", "timer": timer}) }

// Disarm stops a timer.
func (o *Outbox) Disarm(timer string) { o.add(object{"type": "disarm", "timer": timer}) }

func (o *Outbox) add(effect any) { o.effects = append(o.effects, encoded(effect)) }

type object = map[string]any

type request struct {
	ID      json.RawMessage   `json:"id"`
	Do      string            `json:"do"`
	Life    int               `json:"life"`
	Birth   Birth             `json:"birth"`
	State   json.RawMessage   `json:"state"`
	Past    []Event           `json:"past"`
	Event   *Event            `json:"event"`
	Request json.RawMessage   `json:"request"`
	Names   map[string]string `json:"names"`
}

// Serve answers requests until standard input ends.
func Serve(hello Hello, born func(birth Birth, out *Outbox) Node) {
	hello.Protocol, hello.Lives = 1, true
	answers := bufio.NewWriter(os.Stdout)
	os.Stdout = os.Stderr
	input := bufio.NewReaderSize(os.Stdin, 1<<16)
	lives := map[int]Node{}
	for {
		line, err := input.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var asked request
		if err == nil {
			err = json.Unmarshal(line, &asked)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "a request cannot be read:", err)
			os.Exit(1)
		}
		answer := answerTo(asked, hello, born, lives)
		answer["id"] = asked.ID
		answers.Write(append(encoded(answer), '\n'))
		answers.Flush()
	}
}

func answerTo(asked request, hello Hello, born func(Birth, *Outbox) Node, lives map[int]Node) (answer object) {
	defer func() {
		if failure := recover(); failure != nil {
			debug.PrintStack()
			answer = object{"error": object{"kind": "failed", "message": fmt.Sprint(failure)}}
		}
	}()
	out, node := &Outbox{effects: []json.RawMessage{}}, Node(nil)
	switch asked.Do {
	case "hello":
		return object{"hello": hello}
	case "begin":
		node = born(asked.Birth, out)
		lives[asked.Life] = node
	case "go":
		node = lives[asked.Life]
	case "end":
		delete(lives, asked.Life)
		return object{}
	case "step":
		node = born(asked.Birth, out)
	case "rename":
		return object{"state": born(asked.Birth, out).(Renamer).Rename(asked.State, asked.Names)}
	default:
		return object{"error": object{"kind": "protocol", "message": "there is no request '" + asked.Do + "'"}}
	}
	if asked.State != nil {
		node.(Loader).Load(asked.State)
	}
	for _, event := range asked.Past {
		node.Handle(event, &Outbox{})
	}
	if asked.Request != nil {
		return object{"reply": node.(Answerer).Answer(asked.Request)}
	}
	// The effects are those of the event; without an event those of coming up.
	if asked.State != nil || asked.Event != nil {
		out.effects = out.effects[:0]
	}
	if asked.Event != nil {
		node.Handle(*asked.Event, out)
	}
	return object{"effects": out.effects, "view": node.View(), "state": node.State()}
}

func encoded(value any) []byte {
	bytes, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("%T is no plain data: %v", value, err))
	}
	return bytes
}

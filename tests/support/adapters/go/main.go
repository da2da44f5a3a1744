// Command go is a counter behind the SDK for Go, which is loaded from its state and renames it: each node counts
// the timeouts that it had, and says the count to all others.
package main

import (
	"encoding/json"
	"os"

	"example.com/counter/swarmcheck"
)

type state struct {
	Timeouts int    `json:"timeouts"`
	Self     string `json:"self"`
}

type counter struct {
	state
	others []string
}

func (c *counter) Handle(event swarmcheck.Event, out *swarmcheck.Outbox) {
	if event.Type != "timeout" {
		return
	}
	c.Timeouts++
	if c.Timeouts > 1 && len(os.Args) > 1 && os.Args[1] == "panics" {
		panic("a second timeout")
	}
	for _, to := range c.others {
		out.Send(to, map[string]any{"type": "count", "timeouts": c.Timeouts})
	}
	out.Arm("tick")
}

func (c *counter) View() any  { return map[string]any{"isCounting": c.Timeouts > 0} }
func (c *counter) State() any { return c.state }

func (c *counter) Load(saved json.RawMessage) {
	if err := json.Unmarshal(saved, &c.state); err != nil {
		panic(err)
	}
	if len(os.Args) > 1 && os.Args[1] == "forgets" {
		c.Timeouts = 0
	}
}

func (c *counter) Rename(saved json.RawMessage, names map[string]string) any {
	var renamed state
	if err := json.Unmarshal(saved, &renamed); err != nil {
		panic(err)
	}
	renamed.Self = names[renamed.Self]
	return renamed
}

func main() {
	hello := swarmcheck.Hello{Name: "counter in Go", Loads: true, Renames: true}
	swarmcheck.Serve(hello, func(birth swarmcheck.Birth, out *swarmcheck.Outbox) swarmcheck.Node {
		out.Arm("tick")
		c := &counter{state: state{Self: birth.Self}}
		for _, node := range birth.Nodes {
			if node != birth.Self {
				c.others = append(c.others, node)
			}
		}
		return c
	})
}

package swarmcheck

import (
	"fmt"
	"reflect"
	"sort"
)

// Inside returns the state of a value as plain data, unexported fields included: what `State` needs to tell. It
// follows pointers and interfaces, and leaves out functions, channels, and the fields that `omit` names, for instance
// loggers and constants. Pointers back to a value that is being read become "#seen".
func Inside(value any, omit ...string) any {
	omitted := map[string]bool{}
	for _, name := range omit {
		omitted[name] = true
	}
	reader := reader{omitted: omitted, seen: map[uintptr]bool{}}
	data, _ := reader.read(reflect.ValueOf(value))
	return data
}

type reader struct {
	omitted map[string]bool
	seen    map[uintptr]bool
}

// read returns the data of a value, and whether it has any.
func (r *reader) read(value reflect.Value) (any, bool) {
	switch value.Kind() {
	case reflect.Bool:
		return value.Bool(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if number := value.Int(); number > 1<<52 || number < -1<<52 {
			return fmt.Sprint(number), true
		}
		return value.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		// As text, because large numbers lose their last digits in JSON.
		if number := value.Uint(); number > 1<<52 {
			return fmt.Sprint(number), true
		}
		return value.Uint(), true
	case reflect.Float32, reflect.Float64:
		return value.Float(), true
	case reflect.String:
		return value.String(), true
	case reflect.Pointer:
		return r.readPointer(value)
	case reflect.Interface:
		if value.IsNil() {
			return nil, true
		}
		return r.read(value.Elem())
	case reflect.Struct:
		return r.readStruct(value), true
	case reflect.Map:
		return r.readMap(value), true
	case reflect.Slice, reflect.Array:
		return r.readList(value), true
	default:
		return nil, false
	}
}

func (r *reader) readPointer(value reflect.Value) (any, bool) {
	if value.IsNil() {
		return nil, true
	}
	at := value.Pointer()
	if r.seen[at] {
		return "#seen", true
	}
	r.seen[at] = true
	defer delete(r.seen, at)
	return r.read(value.Elem())
}

func (r *reader) readStruct(value reflect.Value) map[string]any {
	fields := map[string]any{}
	for at := 0; at < value.NumField(); at++ {
		name := value.Type().Field(at).Name
		if r.omitted[name] {
			continue
		}
		if data, has := r.read(value.Field(at)); has {
			fields[name] = data
		}
	}
	return fields
}

// readMap returns the entries of a map in the order of their keys: Go's own order is random.
func (r *reader) readMap(value reflect.Value) [][2]any {
	entries := [][2]any{}
	for _, key := range value.MapKeys() {
		k, hasKey := r.read(key)
		v, hasValue := r.read(value.MapIndex(key))
		if hasKey && hasValue {
			entries = append(entries, [2]any{k, v})
		}
	}
	sort.Slice(entries, func(i, j int) bool { return fmt.Sprint(entries[i][0]) < fmt.Sprint(entries[j][0]) })
	return entries
}

func (r *reader) readList(value reflect.Value) any {
	if value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Uint8 {
		return fmt.Sprintf("%x", value.Bytes())
	}
	items := []any{}
	for at := 0; at < value.Len(); at++ {
		item, _ := r.read(value.Index(at))
		items = append(items, item)
	}
	return items
}

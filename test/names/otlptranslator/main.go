// Prints what Prometheus makes of OpenTelemetry names and units when it receives OTLP: one line for
// each name and unit, with the exposed name of each kind.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/prometheus/otlptranslator"
)

// In the order of the columns.
var kinds = []otlptranslator.MetricType{
	otlptranslator.MetricTypeMonotonicCounter,
	otlptranslator.MetricTypeNonMonotonicCounter,
	otlptranslator.MetricTypeGauge,
	otlptranslator.MetricTypeHistogram,
}

func main() {
	namer := otlptranslator.MetricNamer{WithMetricSuffixes: true}
	fmt.Println("name\tunit\tcounter\tupdowncounter\tgauge\thistogram")
	for _, name := range read("names.json") {
		for _, unit := range read("units.json") {
			line := name + "\t" + unit
			for _, kind := range kinds {
				exposed, err := namer.Build(otlptranslator.Metric{Name: name, Unit: unit, Type: kind})
				if err != nil {
					log.Fatal(err)
				}
				line += "\t" + exposed
			}
			fmt.Println(line)
		}
	}
}

func read(path string) (list []string) {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.Unmarshal(data, &list); err != nil {
		log.Fatal(err)
	}
	return list
}

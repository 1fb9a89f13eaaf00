package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A Result is one case with what the target answered.
type Result struct {
	Case    Case     // with the recorded answers
	Answers []Answer // what the target answered, one for each step
	NotRun  string   // why the case was not run; "" when it was
}

// Run sends cases to the target, up to jobs of them at once (at least one), and the serial ones
// alone after the rest. Results come in the order of the cases. It fails only when an instance does
// not answer describeServer, when the context ends, or when a clock that cases moved cannot be
// reset. An error in a case is in its Result.
func Run(ctx context.Context, target Target, cases []Case, jobs int) ([]Result, error) {
	r, err := newRunner(ctx, target)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(cases))
	lots := newLottery(target.Seed)
	var free, serial []func()
	for i, c := range cases {
		random := lots.draw(c.ID)
		job := func() { results[i] = r.run(ctx, c, random) }
		if c.Serial {
			serial = append(serial, job)
		} else {
			free = append(free, job)
		}
	}
	together(free, max(jobs, 1))
	together(serial, 1)
	return results, errors.Join(ctx.Err(), r.putClocksBack(ctx, results))
}

// together runs jobs, up to n of them at once.
func together(jobs []func(), n int) {
	queue := make(chan func())
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			for job := range queue {
				job()
			}
		})
	}
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
	workers.Wait()
}

type runner struct {
	target    Target
	instances map[string]*instance
}

func newRunner(ctx context.Context, target Target) (*runner, error) {
	if target.Base == "" {
		return nil, errors.New("the target has no base URL")
	}
	if target.AdminPassword == "" {
		target.AdminPassword = "admin-pass"
	}
	if target.Domain == "" {
		target.Domain = ".test"
	}
	r := &runner{target: target, instances: map[string]*instance{}}
	for _, name := range []string{TargetMain, TargetRateLimited, TargetInviteOnly} {
		base := target.url(name)
		if base == "" {
			continue
		}
		in, err := describe(ctx, base)
		if err != nil {
			return nil, err
		}
		r.instances[name] = in
	}
	return r, nil
}

// putClocksBack undoes moves of cases that did not come to their end.
func (r *runner) putClocksBack(ctx context.Context, results []Result) error {
	var errs []error
	for _, name := range []string{TargetMain, TargetRateLimited} {
		moved := slices.ContainsFunc(results, func(res Result) bool {
			return res.Case.Target == name && res.NotRun == "" &&
				slices.ContainsFunc(res.Case.Steps, func(s Step) bool { return s.Clock != nil })
		})
		if !moved {
			continue
		}
		if err := r.target.move(context.WithoutCancel(ctx), name, Move{Reset: true}); err != nil {
			errs = append(errs, fmt.Errorf("put the clock back: %w", err))
		}
	}
	return errors.Join(errs...)
}

func (r *runner) run(ctx context.Context, c Case, random variables) Result {
	if why := r.target.lacks(c); why != "" {
		return Result{Case: c, NotRun: why}
	}
	if ctx.Err() != nil {
		return Result{Case: c, NotRun: ctx.Err().Error()}
	}
	in := r.instances[c.Target]
	vars := in.variables(&r.target, random)
	conversation := &conversation{
		target: &r.target, instance: in, vars: vars, norm: in.normalizer(&r.target, vars), where: c.Target,
	}
	result := Result{Case: c, Answers: make([]Answer, len(c.Steps))}
	for i, s := range c.Steps {
		result.Answers[i] = conversation.take(ctx, s)
	}
	return result
}

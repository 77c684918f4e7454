/* SPDX-License-Identifier: MIT */
/*
 * Stand-ins for what would run concurrently: cpus, the task, per-cpu memory, locks, work on other cpus. There is one thread, and the cpu is
 * a variable.
 */

/* Supplied by the program that this is linked into. */
void abort(void) __attribute__((noreturn));

int current_cpu;
struct thread_info only_thread_info;
static struct signal_struct only_signal;
static struct task_struct only_task = {.signal = &only_signal, .stack = &only_thread_info, .prio = DEFAULT_PRIO};
struct task_struct *current_task = &only_task;
struct cpumask __cpu_possible_mask, __cpu_online_mask, __cpu_present_mask;
unsigned int nr_cpu_ids = NR_CPUS;
atomic_t __num_online_cpus;
unsigned long __per_cpu_offset[NR_CPUS];
DEFINE_PER_CPU(int, numa_node);
DEFINE_PER_CPU(int, _numa_mem_);
unsigned long volatile jiffies;
enum system_states system_state = SYSTEM_BOOTING;

const struct cpumask *cpumask_of_node(int node)
{
	static struct cpumask cpus;
	int cpu;

	cpumask_clear(&cpus);
	for_each_online_cpu(cpu) if (world.machine.cpu_node[cpu] == node)
		cpumask_set_cpu(cpu, &cpus);
	return &cpus;
}

int __node_distance(int from, int to)
{
	return world.machine.distance[from][to];
}

/* Per-cpu memory: one piece for each cpu, starting with the kernel's own variables. */
enum { PERCPU_BYTES = 1 << 20 };
extern char PERCPU_START[], PERCPU_STOP[];
static char *percpu_memory;
static size_t percpu_used;

static void *percpu_take(size_t size, size_t align)
{
	int cpu;
	void *taken;

	percpu_used = ALIGN(percpu_used, align < 64 ? 64 : align);
	taken = PERCPU_START + percpu_used;
	percpu_used += size;
	if (percpu_used > PERCPU_BYTES)
		abort();
	for_each_possible_cpu(cpu)
		memset((char *)taken + __per_cpu_offset[cpu], 0, size);
	return taken;
}

#if !SINCE(6, 10)
void __percpu *__alloc_percpu(size_t size, size_t align)
{
	return percpu_take(size, align);
}
#else
void __percpu *pcpu_alloc_noprof(size_t size, size_t align, bool reserved, gfp_t gfp)
{
	return percpu_take(size, align);
}
#endif

static void percpu_reset(void)
{
	const size_t own = PERCPU_STOP - PERCPU_START;
	int cpu;

	for_each_possible_cpu(cpu)
	{
		__per_cpu_offset[cpu] = percpu_memory + (size_t)cpu * PERCPU_BYTES - PERCPU_START;
		memcpy(percpu_memory + (size_t)cpu * PERCPU_BYTES, PERCPU_START, own);
	}
	percpu_used = own;
}

/* Locks: there is one thread, so taking a lock always succeeds. A trylock of a page set fails if REQ_PCP_BUSY says so. */
void __lockfunc _raw_spin_lock(raw_spinlock_t *lock) {}
unsigned long __lockfunc _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	return 0;
}

static bool is_page_set_lock(const raw_spinlock_t *lock, const struct zone *zone)
{
#if SINCE(6, 1)
	return lock == &PAGE_SET(zone, current_cpu)->lock.rlock;
#else
	return false;
#endif
}

int __lockfunc _raw_spin_trylock(raw_spinlock_t *lock)
{
	unsigned i;

	for (i = 0; i < world.machine.nr_zones; i++) {
		struct tries *tries = &world.tries[i][current_cpu];

		if (!is_page_set_lock(lock, world.zone[i]))
			continue;
		if (tries->free > 0) {
			tries->free--;
		} else if (tries->busy > 0) {
			tries->busy--;
			return 0;
		}
	}
	return 1;
}

void __lockfunc _raw_spin_lock_irq(raw_spinlock_t *lock) {}
void __lockfunc _raw_spin_unlock_irq(raw_spinlock_t *lock) {}
void __lockfunc _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags) {}
void mutex_lock(struct mutex *lock) {}
void mutex_unlock(struct mutex *lock) {}

#if !SINCE(6, 0)
/* Work queued on another cpu (draining its page sets) runs at once, as that cpu. */
bool queue_work_on(int cpu, struct workqueue_struct *queue, struct work_struct *work)
{
	const int here = current_cpu;

	current_cpu = cpu;
	work->func(work);
	current_cpu = here;
	return true;
}

bool flush_work(struct work_struct *work)
{
	return true;
}
#endif

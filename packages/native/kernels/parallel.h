// Work in parallel for custom kernels: TensorFlow's C interface does not lend its threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace sightline {

// One job at a time over a fixed number of threads. Whoever comes while one runs goes through its own job alone, part
// by part, until the threads are free. Its threads live as long as the process.
class Parallel {
 public:
  explicit Parallel(int threads) : threads_(threads) {
    for (int index = 1; index < threads; index++) std::thread([this] { work(); }).detach();
  }

  int threads() const { return threads_; }

  // Calls task(0) … task(count - 1), each once, in any order and on any thread; returns when all are done.
  void run(int count, const std::function<void(int)>& task) {
    int index = 0;
    if (threads_ > 1)
      for (; index < count - 1; index++) {
        if (!taken_.test_and_set(std::memory_order_acquire)) {
          share(index, count, task);
          return taken_.clear(std::memory_order_release);
        }
        task(index);
      }
    for (; index < count; index++) task(index);
  }

 private:
  // A job in one word, so that a part is taken only of the job that it belongs to: its number, the parts' count, and
  // the next part.
  static constexpr int kBits = 20;
  static constexpr uint64_t kMask = (uint64_t{1} << kBits) - 1;
  static uint64_t numberOf(uint64_t job) { return job >> 2 * kBits; }
  static int countOf(uint64_t job) { return static_cast<int>(job >> kBits & kMask); }
  static int nextOf(uint64_t job) { return static_cast<int>(job & kMask); }

  void share(uint64_t from, int count, const std::function<void(int)>& task) {
    const uint64_t job = (numberOf(job_) + 1) << 2 * kBits | static_cast<uint64_t>(count) << kBits | from;
    task_ = &task;
    left_ = count - static_cast<int>(from);
    job_ = job;
    if (sleeping_ != 0) {
      // Whoever is about to sleep has looked at the job before, or waits by now.
      { std::lock_guard<std::mutex> lock(mutex_); }
      wake_.notify_all();
    }
    take(numberOf(job));
    for (int spins = 0; left_ != 0; spins++) {
      pause();
      // The others may be waiting for this core.
      if (spins > kPatience) std::this_thread::yield();
    }
  }

  void take(uint64_t number) {
    for (uint64_t job = job_; numberOf(job) == number && nextOf(job) < countOf(job);)
      if (job_.compare_exchange_weak(job, job + 1)) {
        (*task_)(nextOf(job));
        left_--;
        job = job_;
      }
  }

  void work() {
    for (uint64_t seen = 0;;) {
      // The next job often follows at once: waking up would cost more than a little patience.
      for (int spins = 0; numberOf(job_) == seen && spins < kPatience; spins++) pause();
      if (numberOf(job_) == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        sleeping_++;
        wake_.wait(lock, [&] { return numberOf(job_) != seen; });
        sleeping_--;
      }
      seen = numberOf(job_);
      take(seen);
    }
  }

  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  static constexpr int kPatience = 1000;

  const int threads_;
  std::atomic_flag taken_ = ATOMIC_FLAG_INIT;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<uint64_t> job_{0};
  std::atomic<int> left_{0}, sleeping_{0};
  const std::function<void(int)>* task_ = nullptr;
};

}  // namespace sightline

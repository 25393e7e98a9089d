// Work in parallel for custom kernels: TensorFlow's C interface does not lend its threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace sightline {

// One job at a time over a fixed number of threads; whoever comes while one runs waits: two jobs on the same cores
// would only evict each other's caches. Its threads live as long as the process.
class Parallel {
 public:
  explicit Parallel(int threads) : threads_(threads) {
    for (int index = 1; index < threads; index++) std::thread([this] { work(); }).detach();
  }

  int threads() const { return threads_; }

  // Calls task(0) … task(count - 1), each once, in any order and on any thread; returns when all are done.
  void run(int count, const std::function<void(int)>& task) {
    if (threads_ == 1 || count == 1) {
      for (int index = 0; index < count; index++) task(index);
      return;
    }
    std::lock_guard<std::mutex> turn(turn_);
    task_ = &task;
    count_ = count;
    next_ = 0;
    busy_ = threads_ - 1;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      job_++;
    }
    wake_.notify_all();
    take();
    for (int spins = 0; busy_ != 0; spins++) {
      pause();
      // The others may be waiting for this core.
      if (spins > kPatience) std::this_thread::yield();
    }
  }

 private:
  void take() {
    for (int index = next_++; index < count_; index = next_++) (*task_)(index);
  }

  void work() {
    for (long seen = 0;;) {
      // The next job often follows at once: waking up would cost more than a little patience.
      for (int spins = 0; job_ == seen && spins < kPatience; spins++) pause();
      if (job_ == seen) {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return job_ != seen; });
      }
      seen = job_;
      take();
      busy_--;
    }
  }

  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  static constexpr int kPatience = 1000;

  const int threads_;
  std::mutex turn_, mutex_;
  std::condition_variable wake_;
  std::atomic<long> job_{0};
  std::atomic<int> next_{0}, busy_{0};
  const std::function<void(int)>* task_ = nullptr;
  int count_ = 0;
};

}  // namespace sightline

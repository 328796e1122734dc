using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PhStudio.Messaging.Templates.Bench;

// In this process: the project that BenchmarkDotNet would generate cannot be built under our central package versions.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithIterationCount(10).WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkRunner.Run<Rendering>(config, args);

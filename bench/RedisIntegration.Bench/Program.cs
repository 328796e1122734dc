using PhStudio.Messaging.RedisIntegration.Bench;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;
using PhStudio.Messaging.RedisIntegration.Bench.Schedules;
using PhStudio.Messaging.RedisIntegration.Bench.Speed;

var arguments = Arguments.Parse(args);
return arguments.Command switch
{
    "saga" => await SagaSpeed.RunAsync(arguments),
    "outbox" => await OutboxCost.RunAsync(arguments),
    "fsync" => await FsyncCost.RunAsync(arguments),
    "schedules" => await ManySchedules.RunAsync(arguments),
    "burst" => await DueBurst.RunAsync(arguments),
    "kill" => await KillBench.RunAsync(arguments),
    KillWorker.Command => await KillWorker.RunAsync(arguments),
    DueBurst.WorkerCommand => await DueBurst.WorkAsync(arguments),
    _ => Arguments.Help(),
};

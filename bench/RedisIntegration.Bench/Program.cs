using PhStudio.Messaging.RedisIntegration.Bench;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;
using PhStudio.Messaging.RedisIntegration.Bench.Schedules;
using PhStudio.Messaging.RedisIntegration.Bench.Speed;

var arguments = Arguments.Parse(args);
return arguments.Command switch
{
    "saga" => await SagaSpeed.Run(arguments),
    "outbox" => await OutboxCost.Run(arguments),
    "fsync" => await FsyncCost.Run(arguments),
    "schedules" => await ManySchedules.Run(arguments),
    "burst" => await DueBurst.Run(arguments),
    "kill" => await KillBench.Run(arguments),
    KillWorker.Command => await KillWorker.Run(arguments),
    DueBurst.WorkerCommand => await DueBurst.Work(arguments),
    _ => Arguments.Help(),
};

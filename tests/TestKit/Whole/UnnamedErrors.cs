namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>
/// Classes whose errors in the log nobody has named yet: their clusters are not looked at. Most kill processes or servers, or cut connections, and what is logged then was not yet gathered.
/// A class leaves the list once its tests name their errors.
/// </summary>
internal static class UnnamedErrors
{
    public static IReadOnlySet<string> Of { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "AwayTests", "BackupTests", "BrokerUsersTests", "CutTests", "DeadlineTests", "DeletedQueueTests", "ErasureTests", "FrozenNetworkTests", "KilledDecisionTests", "LastReleaseTests", "MainJobTests",
        "PictureTests", "PollingTests", "PressWhileAwayTests", "QueueListTests", "ReadmeTests", "RecordedConnectionsTests", "RedisFailoverTests", "ReplayTests", "RestartsTests", "StaffChatsTests",
        "SwitchTests", "TelemetryTests",
    };
}

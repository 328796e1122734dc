namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>Tests with nothing beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

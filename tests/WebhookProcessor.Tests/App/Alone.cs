namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>Tests beside which no other runs in this process: they measure its memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

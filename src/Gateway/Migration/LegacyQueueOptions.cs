namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The lists in Redis in which the system before this one keeps its messages.</summary>
/// <param name="Queue">The one that its producer pushes to, from <c>LEGACY_QUEUE</c>. Default: none is taken over.</param>
/// <param name="DeadLetters">The one of what it gave up, from <c>LEGACY_DLQ</c>. Default: none is taken over.</param>
/// <param name="FromLeft">True where its consumer takes from the left end, from <c>LEGACY_QUEUE_END</c>. Default: false.</param>
internal sealed record LegacyQueueOptions(string? Queue, string? DeadLetters, bool FromLeft);

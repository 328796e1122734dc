namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /audit</c>.</summary>
public sealed record AuditList(IReadOnlyList<AuditItem> Records, string? Next);

/// <summary>One call that changed something.</summary>
public sealed record AuditItem(string Id, DateTimeOffset At, string Key, string What, string? Target, string? Before, string? After, string? Replaced, IReadOnlyList<string>? Ids = null);

/// <summary>The answer of <c>GET /keys</c>.</summary>
public sealed record KeyList(IReadOnlyList<KeyItem> Keys);

/// <summary>A key, without its secret.</summary>
public sealed record KeyItem(string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset? Expires, bool IsExpired, bool SpeaksForOthers);

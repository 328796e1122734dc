using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /chats</c>.</summary>
public sealed record ChatList(IReadOnlyList<ChatCondition> Chats, string? Next);

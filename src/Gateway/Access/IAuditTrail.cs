using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Who changed what, newest first, for <c>RETENTION_AUDIT_DAYS</c>.</summary>
internal interface IAuditTrail
{
    /// <summary>Notes a call.</summary>
    Task AddAsync(AuditRecord record);

    /// <summary>The newest records behind a cursor that pass the filter, and the cursor of the page after; null at the end.</summary>
    Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit);

    /// <summary>Takes a person out of the bodies that were replaced and of the targets that are a person's. Returns how many were changed.</summary>
    Task<int> EraseAsync(PersonTraces person);

    /// <summary>Removes what is older than the retention.</summary>
    Task ForgetAsync();
}

/// <summary>Which records are asked for; null is any.</summary>
internal sealed record AuditFilter(string? Key = null, string? Target = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>True for a record that is asked for.</summary>
    public bool Passes(AuditRecord record) =>
        (Key is null || record.Key == Key) && (Target is null || record.Target == Target || record.Ids?.Contains(Target) == true) && (From is null || record.At >= From) && (To is null || record.At < To);
}

/// <summary>How long it is remembered.</summary>
/// <param name="Retention">From <c>RETENTION_AUDIT_DAYS</c>. Default: a year.</param>
internal sealed record AuditOptions(TimeSpan Retention);

using System.Diagnostics;
using OpenTelemetry;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>Hands the ids of the booking and of the message down to the spans below the one that first knew them.</summary>
internal sealed class SubjectIdsProcessor : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data.Parent is { } parent)
        {
            HandDown(SubjectIds.BookingTag, parent, data);
            HandDown(SubjectIds.MessageTag, parent, data);
        }
    }

    private static void HandDown(string tag, Activity parent, Activity child)
    {
        if (parent.GetTagItem(tag) is { } id && child.GetTagItem(tag) is null)
        {
            child.SetTag(tag, id);
        }
    }
}
